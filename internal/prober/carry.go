// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"reflect"
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// carry takes over what was learned of the same engine under an earlier plan, whose watch has ended.
func (w *worker) carry(before *worker) {
	if before == nil || !w.plan.sameEngine(before.plan) {
		return
	}
	w.memory.lastCheck, w.memory.listed = before.memory.lastCheck, before.memory.listed
	w.memory.turns = before.memory.turns
	w.carryKey(before)
	w.limits.carry(before)
	w.address.known = before.address.known
	w.probe.streak, w.pulse.streak = w.carried(before, before.probe), w.carried(before, before.pulse)
	for _, c := range w.canary {
		w.carryCanary(c, before)
	}
	w.heed(before.plan)
}

// carried is a check's streak, unless it is of refusals of another key.
func (w *worker) carried(before *worker, c *check) health.Streak {
	if w.plan.Endpoint.Key != before.plan.Endpoint.Key && c.streak.Reason == string(engine.Unauthorized) {
		return health.Streak{}
	}
	return c.streak
}

// heed runs all canaries now, where that was asked for since; where clients have just come to this engine, those that go their
// way as well.
func (w *worker) heed(before *EngineConfig) {
	asked, came := w.plan.Asked != before.Asked, w.plan.Route != nil && before.Route == nil
	for _, c := range w.canary {
		if !c.waits && (asked || came && c.twin != nil) {
			c.due = time.Now()
		}
	}
}

// carryCanary takes over streak, appointment and runs of the same canary. One that was changed starts anew.
func (w *worker) carryCanary(c *check, before *worker) {
	i := slices.IndexFunc(before.canary, func(b *check) bool { return reflect.DeepEqual(b.canary, c.canary) })
	if i < 0 {
		return
	}
	c.streak, c.due = w.carried(before, before.canary[i]), before.canary[i].due
	if runs := before.memory.runs[c.canary.key()]; len(runs) > 0 {
		w.memory.runs[c.canary.key()] = runs
	}
}
