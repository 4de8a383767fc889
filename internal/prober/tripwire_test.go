// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

// newHealthyWorker is a worker that has not started, whose engine was healthy until now.
func newHealthyWorker(t *testing.T) (*worker, time.Time) {
	t.Helper()
	quiet := notifier{wake: func() {}, checked: func(Kind, health.Outcome) {}}
	w, err := newWorker(configFor("vllm"), nil, quiet, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.clients.close)
	now := time.Now()
	for range thresholds.Success {
		w.probed(passed(), now)
	}
	return w, now
}

// probed records a probe that began and ended at one moment.
func (w *worker) probed(o health.Outcome, at time.Time) {
	w.record(result{check: w.checks.probe, outcome: o, began: at, ended: at})
}

// A connection that breaks during a probe may have broken after the probe's last answer, so another probe follows.
func TestAHintDuringAProbe(t *testing.T) {
	t.Parallel()
	w, now := newHealthyWorker(t)
	w.checks.probe.running = true
	w.tripwire.trigger(w.checks.probe, time.Now())
	w.probed(passed(), now)
	if w.checks.probe.due.After(time.Now()) || !w.tripwire.triggered {
		t.Errorf("the next probe is due %v later", w.checks.probe.due.Sub(now))
	}
}

// False alarms make hints wait longer and longer, up to the regular probe; a regular probe that passes takes one back.
func TestFalseAlarms(t *testing.T) {
	t.Parallel()
	w, now := newHealthyWorker(t)
	period := w.checks.probe.cadence.Period
	for i, calm := range []time.Duration{0, period / 8, period / 4, period / 2, period, period, period} {
		if w.tripwire.notBefore.Sub(now) != calm {
			t.Errorf("after %d false alarms the calm is %v, want %v", i, w.tripwire.notBefore.Sub(now), calm)
		}
		w.tripwire.triggered = true
		w.probed(passed(), now)
	}
	w.probed(passed(), now)
	if got := w.tripwire.notBefore.Sub(now); got != period/2 {
		t.Errorf("after a probe in its turn the calm is %v", got)
	}
	w.probed(failed("ConnectionRefused", "gone"), now)
	w.probed(passed(), now)
	if got := w.tripwire.notBefore.Sub(now); got != 0 {
		t.Errorf("after a true alarm the calm is %v", got)
	}
}

// After a failed probe, a hint does not make the next one due sooner.
func TestAHintAfterAFailure(t *testing.T) {
	t.Parallel()
	w, now := newHealthyWorker(t)
	w.probed(failed("ConnectionRefused", "gone"), now)
	due := w.checks.probe.due
	w.tripwire.trigger(w.checks.probe, time.Now())
	if w.checks.probe.due != due || w.tripwire.triggered {
		t.Errorf("the next probe is due %v later", w.checks.probe.due.Sub(now))
	}
}
