// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"sync/atomic"
)

// dialTrace ties a request to the dial that it causes. The transport detaches the two, for the next request might use the
// connection; against an engine that vanished, that would leave a dial behind for every probe until the kernel gives up,
// minutes later. And when the time runs out, the transport does not tell how far the dial had come.
type dialTrace struct {
	// ctx is the request's own context.
	ctx context.Context
	// at is the step that the dial is at, or failed at; 0 before it and after it.
	at atomic.Int32
}

type dialTraceKey struct{}

// withDialTrace makes a context whose dial is traced.
func withDialTrace(ctx context.Context) context.Context {
	t := &dialTrace{}
	t.ctx = context.WithValue(ctx, dialTraceKey{}, t)
	return t.ctx
}

// dialTraceOf finds the trace of a request or of its dial; nil where there is none.
func dialTraceOf(ctx context.Context) *dialTrace {
	t, _ := ctx.Value(dialTraceKey{}).(*dialTrace)
	return t
}

// own is the context of the request that a detached context belongs to.
func (t *dialTrace) own(detached context.Context) context.Context {
	if t == nil {
		return detached
	}
	return t.ctx
}

// enter notes where the dial is.
func (t *dialTrace) enter(s step) {
	if t != nil {
		t.at.Store(int32(s))
	}
}

// step is where the dial was seen last.
func (t *dialTrace) step() step {
	if t == nil {
		return 0
	}
	return step(t.at.Load())
}
