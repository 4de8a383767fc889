// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

// tripwire reacts to broken connections. A server that dies breaks the connection that the probes keep open, so that the next
// probe need not wait until it is due. Servers also close idle connections, so a broken connection is only a hint. Each false
// alarm doubles the time that the next hint has to wait, up to a whole period: a server that closes after each answer must not be
// probed in a loop. Each probe that passes when it is due takes one false alarm back, so that a server that closes a connection
// now and then still gets a probe at once when it dies.
type tripwire struct {
	broken      chan struct{} // holds one hint at most
	pending     bool          // a hint came while a probe was running
	triggered   bool          // a hint caused the probe that is running, or due
	falseAlarms int           // less those taken back
	notBefore   time.Time     // no hint makes a probe due before this
}

// maxFalseAlarms make a hint wait for a whole period.
const maxFalseAlarms = 4

func newTripwire() tripwire { return tripwire{broken: make(chan struct{}, 1)} }

// signal is called by connections, from any goroutine.
func (t *tripwire) signal() {
	select {
	case t.broken <- struct{}{}:
	default:
	}
}

// trigger makes the next probe due sooner. Where the last one failed, the next is soon enough.
func (t *tripwire) trigger(probe *check, now time.Time) {
	switch {
	case probe.running:
		t.pending = true
	case probe.lastPassed():
		if due := later(now, t.notBefore); due.Before(probe.due) {
			probe.due, t.triggered = due, true
		}
	}
}

// clear forgets hints about connections that are given up.
func (t *tripwire) clear() { t.pending, t.triggered = false, false }

// record learns from the result of a probe, and triggers the next one where a hint came meanwhile.
func (t *tripwire) record(r result, now time.Time) {
	t.count(r.outcome.Verdict)
	t.triggered = false
	t.notBefore = r.ended
	if t.falseAlarms > 0 {
		t.notBefore = r.ended.Add(r.check.cadence.Period / confirmDivisor << (t.falseAlarms - 1))
	}
	if t.pending {
		t.pending = false
		t.trigger(r.check, now)
	}
}

// count tells a true alarm from a false one.
func (t *tripwire) count(v health.Verdict) {
	switch {
	case v != health.Pass:
		t.falseAlarms = 0
	case t.triggered:
		t.falseAlarms = min(t.falseAlarms+1, maxFalseAlarms)
	default:
		t.falseAlarms = max(t.falseAlarms-1, 0)
	}
}
