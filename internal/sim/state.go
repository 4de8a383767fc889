// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"context"
	"sync/atomic"
	"time"
)

// shared is what all requests of an engine share.
type shared struct {
	protocol Protocol
	log      *requestLog
	tokens   *tokenCounter
	queue    *queue
	limit    *rateLimit
	state    atomic.Pointer[state]
}

func newShared(p Protocol) *shared {
	return &shared{protocol: p, log: newRequestLog(), tokens: newTokenCounter(), queue: &queue{}, limit: &rateLimit{}}
}

// state is the script in force. It is replaced as a whole, and changed is closed then.
type state struct {
	script    Script
	behaviour *behaviour
	since     time.Time
	changed   chan struct{}
}

// untilAnswered keeps a request while the script in force leaves it without any answer.
func (e *shared) untilAnswered(ctx context.Context, k Kind) error {
	return e.until(ctx, func(s *state) bool { return !s.behaviour.holds.has(k) })
}

// untilGenerating waits until tokens may move.
func (e *shared) untilGenerating(ctx context.Context) error {
	return e.until(ctx, func(s *state) bool { return !s.behaviour.mute })
}

// until waits for a state of which ok holds, or for the end of the request.
func (e *shared) until(ctx context.Context, ok func(*state) bool) error {
	for {
		s := e.state.Load()
		if ok(s) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.changed:
		}
	}
}
