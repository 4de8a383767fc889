// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sense

import (
	"time"

	"github.com/codegen-dev/codegen-operator/internal/decide"
)

// tripwire hears of broken connections. A server that dies breaks the connection that the probes keep open, so that a
// probe need not wait for its turn. Servers also close idle connections, so it is only a hint, and one that turned out to
// be idle talk disarms the wire until the next probe in turn has passed: a server that closes after each
// answer must not be probed in a loop.
type tripwire struct {
	broken chan struct{} // holds one hint at most
	armed  bool          // a hint counts
	pulled bool          // a hint came while a probe was under way
	asked  bool          // the probe under way, or due, was asked for by a hint
}

func newTripwire() tripwire { return tripwire{broken: make(chan struct{}, 1)} }

// pull is called by connections, from any goroutine.
func (t *tripwire) pull() {
	select {
	case t.broken <- struct{}{}:
	default:
	}
}

// hint brings the next probe forward to now.
func (w *watch) hint() {
	switch {
	case !w.trip.armed:
	case w.probe.running:
		w.trip.pulled = true
	default:
		w.trip.armed, w.trip.asked = false, true
		w.probe.due = time.Now()
	}
}

// rearm sets the wire after a probe that passed in its turn.
func (w *watch) rearm(passed bool) {
	asked := w.trip.asked
	w.trip.asked = false
	w.trip.armed = passed && !asked
	if w.trip.pulled {
		w.trip.pulled = false
		w.hint()
	}
}

// learnTripwire follows the probes.
func (w *watch) learnTripwire(c *check, o decide.Outcome) {
	if c.kind == KindProbe {
		w.rearm(o.Verdict == decide.Pass)
	}
}
