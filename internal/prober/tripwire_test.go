// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

// wired is a watch that has not begun, whose engine was healthy until now.
func wired(t *testing.T) (*worker, time.Time) {
	t.Helper()
	quiet := teller{wake: func() {}, checked: func(Kind, health.Outcome) {}}
	w, err := laid(at("vllm"), nil, quiet, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.client.Close)
	now := time.Now()
	for range thresholds.Success {
		w.probed(passed(), now)
	}
	return w, now
}

// probed learns from a probe that began and ended at a moment.
func (w *worker) probed(o health.Outcome, at time.Time) {
	w.learn(settled{check: w.probe, result: result{outcome: o, began: at, ended: at}})
}

// What breaks while a probe is under way may have broken after the probe's last answer: there is another probe.
func TestAHintDuringAProbe(t *testing.T) {
	t.Parallel()
	w, now := wired(t)
	w.probe.running = true
	w.hint()
	w.probed(passed(), now)
	if w.probe.due.After(time.Now()) || !w.trip.asked {
		t.Errorf("the next probe is due %v later", w.probe.due.Sub(now))
	}
}

// False alarms put the next probe off more and more, never to after its turn; a probe in its turn takes one back.
func TestFalseAlarms(t *testing.T) {
	t.Parallel()
	w, now := wired(t)
	period := w.probe.cadence.Period
	for i, calm := range []time.Duration{0, period / 8, period / 4, period / 2, period, period, period} {
		if w.trip.calm.Sub(now) != calm {
			t.Errorf("after %d false alarms the calm is %v, want %v", i, w.trip.calm.Sub(now), calm)
		}
		w.trip.asked = true
		w.probed(passed(), now)
	}
	w.probed(passed(), now)
	if got := w.trip.calm.Sub(now); got != period/2 {
		t.Errorf("after a probe in its turn the calm is %v", got)
	}
	w.probed(failed("ConnectionRefused", "gone"), now)
	w.probed(passed(), now)
	if got := w.trip.calm.Sub(now); got != 0 {
		t.Errorf("after a true alarm the calm is %v", got)
	}
}

// The next probe of an engine whose last one failed is soon enough.
func TestAHintAfterAFailure(t *testing.T) {
	t.Parallel()
	w, now := wired(t)
	w.probed(failed("ConnectionRefused", "gone"), now)
	due := w.probe.due
	w.hint()
	if w.probe.due != due || w.trip.asked {
		t.Errorf("the next probe is due %v later", w.probe.due.Sub(now))
	}
}
