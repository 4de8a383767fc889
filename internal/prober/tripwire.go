// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

// tripwire hears of broken connections. A server that dies breaks the connection that the probes keep open, so that a
// probe need not wait for its turn. Servers also close idle connections, so it is only a hint. Each hint that turned out to
// be idle talk doubles the calm that the next one has to wait for, up to a whole period: a server that closes after each
// answer must not be probed in a loop. Each probe that passes in its turn takes one back, so that a server which
// closes a connection now and then is still believed at once when it dies.
type tripwire struct {
	broken chan struct{} // holds one hint at most
	pulled bool          // a hint came while a probe was under way
	asked  bool          // a hint brought forward the probe that is under way, or due
	alarms int           // false ones, less those taken back
	calm   time.Time     // no hint brings a probe forward to before this
}

// mostAlarms bring the calm up to a period.
const mostAlarms = 4

func newTripwire() tripwire { return tripwire{broken: make(chan struct{}, 1)} }

// pull is called by connections, from any goroutine.
func (t *tripwire) pull() {
	select {
	case t.broken <- struct{}{}:
	default:
	}
}

// hint brings the next probe forward. Where the last one failed, the next is soon enough.
func (w *worker) hint() {
	switch {
	case w.probe.running:
		w.trip.pulled = true
	case w.probe.passing():
		w.bringForward(later(time.Now(), w.trip.calm))
	}
}

func (w *worker) bringForward(to time.Time) {
	if to.Before(w.probe.due) {
		w.probe.due, w.trip.asked = to, true
	}
}

// learnTripwire follows the probes.
func (w *worker) learnTripwire(s settled) {
	if s.check.kind != KindProbe {
		return
	}
	w.trip.weigh(s.outcome.Verdict, s.ended, w.probe.cadence.Period)
	if w.trip.pulled {
		w.trip.pulled = false
		w.hint()
	}
}

// weigh tells a true alarm from a false one.
func (t *tripwire) weigh(v health.Verdict, now time.Time, period time.Duration) {
	switch {
	case v != health.Pass:
		t.alarms = 0
	case t.asked:
		t.alarms = min(t.alarms+1, mostAlarms)
	default:
		t.alarms = max(t.alarms-1, 0)
	}
	t.asked = false
	t.calm = now
	if t.alarms > 0 {
		t.calm = now.Add(period / hurry << (t.alarms - 1))
	}
}
