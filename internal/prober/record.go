// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"net/netip"
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
)

// record takes in what a check came to, and wakes the reconciler where that matters.
func (w *worker) record(r result) {
	c := r.check
	drop := r.cutOff || c.discard
	c.running, c.discard = false, false
	if drop {
		return
	}
	before := c.streak.Health
	c.record(r)
	c.schedule(r)
	c.schedulePair(r)
	c.confirmRouteFailure(r)
	w.remember(r)
	failed := c.becameUnhealthy(before)
	if failed {
		w.forgetProofs()
	}
	w.reviewProof(r, failed)
	if c.kind == KindProbe {
		w.tripwire.record(r, time.Now())
	}
	if c.kind != kindKey && c.kind != kindContinuation {
		w.notify.checked(c.kind, r.outcome)
	}
	w.publish(c.kind == KindCanary || isFirstRefusal(r))
}

func (w *worker) remember(r result) {
	w.memory.lastCheck = later(w.memory.lastCheck, r.ended)
	if r.update != nil {
		r.update(&w.memory)
	}
	if r.run != nil {
		w.memory.addRun(*r.run)
		w.notify.ran(*r.run)
	}
}

// forgetProofs forgets what an engine that has just failed its probes proved before.
func (w *worker) forgetProofs() {
	if w.checks.probe.streak.Reason != reason.ModelsMissing {
		w.memory.listed = nil // an engine that does not answer lists nothing
	}
	w.checks.resetGenerations(time.Now())
}

// reviewProof asks an engine again that may be another one after this result.
func (w *worker) reviewProof(r result, becameUnhealthy bool) {
	c := w.checks.continuation
	refused := r.check.kind == KindProbe && r.outcome.Reason == reason.ConnectionRefused // nobody listens: the process has ended
	changed := c != nil && c.isSettled() && (w.memory.proof.stale || !slices.Equal(w.memory.proof.models, w.memory.served))
	if c != nil && (becameUnhealthy || refused || changed) {
		w.forgetProof(time.Now())
	}
}

// forgetProof has an engine asked again, though not at once where it has just been asked: one that changes all the time is not asked all
// the time.
func (w *worker) forgetProof(now time.Time) {
	c := w.checks.continuation
	if c == nil {
		return
	}
	c.reset(now)
	c.refusals, c.due = 0, later(now, w.memory.proof.at.Add(continuationRetry))
	w.memory.proof = proof{found: w.memory.proof.found, at: w.memory.proof.at}
	if w.memory.proof.found != "" {
		w.memory.proof.found = ContinuationUnknown
	}
}

// isFirstRefusal reports the first refusal of a key. It wakes the reconciler, because a new key may exist already, and can arrive
// before the failure is confirmed.
func isFirstRefusal(r result) bool {
	return r.outcome.Reason == reason.Unauthorized && r.check.streak.Count == 1
}

// updateAddresses takes in the result of a lookup. After a move, connections to old addresses are given up, so that probes go
// where traffic goes.
func (w *worker) updateAddresses(found []netip.Addr) {
	now := time.Now()
	changed, moved := w.resolver.update(found, now)
	if moved {
		w.checks.cutOff(now)
		w.checks.probe.due = now
		w.tripwire.clear()
		w.forgetProof(now)
		_ = w.connect() // the same URL worked before
	}
	if changed {
		w.publish(true)
	}
}

// publish makes the current observation available, and wakes the reconciler where it changed in a way that matters.
func (w *worker) publish(matters bool) {
	now := w.observe()
	w.mu.Lock()
	before := w.latest
	w.latest = now
	w.mu.Unlock()
	if matters || now.differs(before) {
		w.notify.wake()
	}
}

// observe puts together what is known.
func (w *worker) observe() EngineObservation {
	return EngineObservation{
		Probed:            true,
		EngineObservation: w.checks.health(),
		Streak:            w.checks.probe.streak.Count,
		LastCheck:         w.memory.lastCheck,
		Key:               w.memory.key,
		Continuation:      w.memory.proof.found,
		Models:            w.memory.models(w.config.Models),
		Addresses:         w.resolver.addresses,
		Canaries:          w.canaries(),
	}
}

func (w *worker) canaries() []CanaryObservation {
	observed := make([]CanaryObservation, 0, len(w.checks.canaries))
	for _, c := range w.checks.canaries {
		observed = append(observed, CanaryObservation{Name: c.canary.Name, Route: c.canary.Route, Runs: w.memory.runs[c.canary.key()]})
	}
	return observed
}

// observation is the latest, for any goroutine.
func (w *worker) observation() EngineObservation {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.latest
}
