// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
)

// worse is the failure that the client gets: the first complaint says what to change, and that of a busy engine that it may come back
// later.
func worse(a, b *failure) *failure {
	if a != nil && a.complaint != nil && b.reason != streamBroken {
		return a
	}
	if a == nil || b.complaint != nil || a.reason == breakerOpen || b.reason == saturated && a.reason != saturated || b.reason == streamBroken {
		return b
	}
	return a
}

// finish ends an exchange for which no other engine is needed.
func (o *failover) finish(f *failure) {
	x := o.x
	switch {
	case f == nil && o.hasAll():
	case f == nil && x.ctx.Err() == nil:
		if o.s.client.begun && !o.s.flush() {
			x.gone()
		}
	case errors.Is(context.Cause(x.ctx), errDraining):
		o.giveUp(shuttingDown())
	default:
		if !x.gone() {
			x.end(record.ClientGone, "the client took too long to read")
		}
	}
}

// hasAll tells whether the client has all of the answer: the one document, or the last event, after which it need not wait for the trailer.
func (o *failover) hasAll() bool {
	if o.s.client.begun {
		return len(o.s.client.buf) == 0
	}
	return o.x.replied
}

// giveUp tells the client that there is no more.
func (o *failover) giveUp(f *failure) {
	if !o.s.client.begun {
		o.refuse(f)
		return
	}
	o.x.end(f.outcome(record.Broken), f.message)
	o.s.chunks.flush(o.s.reader.tick())
	event := f.event
	if event == nil {
		event = o.s.encoder.Failure(f.problem())
	}
	o.s.client.event(event)
	o.s.client.flushLast()
}

// refuse tells a client that has nothing of the answer yet.
func (o *failover) refuse(f *failure) {
	if c := f.complaint; c != nil {
		o.x.complain(c, f.message)
		return
	}
	if f.retryAfter != "" {
		o.x.w.Header().Set("Retry-After", f.retryAfter)
	}
	problem := f.problem()
	if o.passedOver != nil {
		problem.Message += "; " + o.passedOver.Message
	}
	o.x.refuse(f.outcome(record.Failed), problem)
	if o.passedOver != nil {
		o.x.record.Message = f.problem().Message
	}
	o.x.withhold(f)
}
