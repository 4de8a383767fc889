// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"reflect"
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// inherit takes over what an earlier worker, which has ended, learned of the same engine under another config.
func (w *worker) inherit(before *worker) {
	if before == nil || !w.config.sameEngine(before.config) {
		return
	}
	w.memory.lastCheck, w.memory.listed = before.memory.lastCheck, before.memory.listed
	w.memory.roundRobin = before.memory.roundRobin
	w.inheritKey(before)
	w.inheritProof(before)
	w.limits.inherit(before.limits, before.config)
	w.resolver.addresses = before.resolver.addresses
	w.checks.probe.streak = w.streakOf(before, before.checks.probe)
	w.checks.pulse.streak = w.streakOf(before, before.checks.pulse)
	for _, c := range w.checks.canaries {
		w.inheritCanary(c, before)
	}
	w.triggerCanaries(before.config)
}

// streakOf is a check's streak, unless it is of refusals of another key.
func (w *worker) streakOf(before *worker, c *check) health.Streak {
	if w.config.Endpoint.Key != before.config.Endpoint.Key && c.streak.Reason == reason.Unauthorized {
		return health.Streak{}
	}
	return c.streak
}

// inheritKey takes over what the same engine did with a wrong key.
func (w *worker) inheritKey(before *worker) {
	if now, then := w.checks.key, before.checks.key; now != nil && then != nil {
		w.memory.key, now.due, now.streak = before.memory.key, then.due, then.streak
	}
}

// inheritProof takes over what the same engine did.
func (w *worker) inheritProof(before *worker) {
	w.memory.proof, w.memory.served = before.memory.proof, before.memory.served
	if now, then := w.checks.continuation, before.checks.continuation; now != nil && then != nil {
		now.due, now.streak, now.refusals = then.due, then.streak, then.refusals
	}
}

// inheritCanary takes over streak, due time and runs of the same canary. One that was changed starts again.
func (w *worker) inheritCanary(c *check, before *worker) {
	i := slices.IndexFunc(before.checks.canaries, func(b *check) bool { return reflect.DeepEqual(b.canary, c.canary) })
	if i < 0 {
		return
	}
	c.streak, c.due = w.streakOf(before, before.checks.canaries[i]), before.checks.canaries[i].due
	if runs := before.memory.runs[c.canary.key()]; len(runs) > 0 {
		w.memory.runs[c.canary.key()] = runs
	}
}

// triggerCanaries runs all canaries now where the config has a new run request. Where clients have just come to this engine, it
// runs those that also go through the route.
func (w *worker) triggerCanaries(before *EngineConfig) {
	requested, routed := w.config.RunRequest != before.RunRequest, w.config.Route != nil && before.Route == nil
	if requested || routed {
		w.checks.trigger(!requested, time.Now())
	}
}
