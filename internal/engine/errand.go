// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"sync/atomic"
)

// errand ties a request to the dial that it causes. The transport detaches the two, for the next request might use the
// connection; against an engine that vanished, that would leave a dial behind for every probe until the kernel gives up,
// minutes later. And when the time runs out, the transport does not tell how far the dial had come.
type errand struct {
	// ctx is the request's own context.
	ctx context.Context
	// at is the step that the dial is at, or failed at; 0 before it and after it.
	at atomic.Int32
}

type errandKey struct{}

// withErrand sends a context on its way.
func withErrand(ctx context.Context) context.Context {
	e := &errand{}
	e.ctx = context.WithValue(ctx, errandKey{}, e)
	return e.ctx
}

// errandOf finds the errand of a request or of its dial; nil where there is none.
func errandOf(ctx context.Context) *errand {
	e, _ := ctx.Value(errandKey{}).(*errand)
	return e
}

// own is the context of the request that a detached context belongs to.
func (e *errand) own(detached context.Context) context.Context {
	if e == nil {
		return detached
	}
	return e.ctx
}

// enter notes where the dial is.
func (e *errand) enter(s step) {
	if e != nil {
		e.at.Store(int32(s))
	}
}

// step is where the dial was seen last.
func (e *errand) step() step {
	if e == nil {
		return 0
	}
	return step(e.at.Load())
}
