// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sense

import (
	"time"

	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/engine"
)

// memory is what a watch knows of its engine beside the streaks.
type memory struct {
	lastCheck time.Time
	listed    []string // models that the engine lists; nil: it has not listed any yet
	load      engine.Load
	runs      map[string][]Run // by canary, newest first
}

// learn takes in what a check came to, and wakes whoever acts on it if it matters.
func (w *watch) learn(s settled) {
	before := s.check.streak.Health
	s.check.settle(s.result)
	w.memory.lastCheck = s.ended
	if s.note != nil {
		s.note(w)
	}
	w.renew(s.check, before)
	w.learnTripwire(s.check, s.outcome)
	w.tell.checked(s.check.kind, s.outcome)
	w.publish(s.check.kind == KindCanary)
}

// publish shows what is known now. A change of health, of addresses or of models matters; so does a finished canary.
func (w *watch) publish(matters bool) {
	now := w.look()
	w.mu.Lock()
	before := w.latest
	w.latest = now
	w.mu.Unlock()
	if matters || before.Health != now.Health || differ(before, now) {
		w.tell.wake()
	}
}

// seen is what is known, for anyone.
func (w *watch) seen() Seen {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.latest
}

// look puts together what is known.
func (w *watch) look() Seen {
	return Seen{
		EngineSighting: decide.Combine(w.weighing()...),
		Streak:         w.probe.streak.Count,
		LastCheck:      w.memory.lastCheck,
		Models:         w.models(),
		Addresses:      w.address.known,
		Canaries:       w.canaries(),
	}
}

// weighing are the streaks that make up the engine's health.
func (w *watch) weighing() []decide.Streak {
	var streaks []decide.Streak
	for _, c := range w.checks() {
		if c.weighs {
			streaks = append(streaks, c.streak)
		}
	}
	return streaks
}

func (w *watch) canaries() []CanarySeen {
	seen := make([]CanarySeen, 0, len(w.canary))
	for _, c := range w.canary {
		seen = append(seen, CanarySeen{Name: c.canary.Name, Runs: w.memory.runs[c.canary.Name]})
	}
	return seen
}

// carry takes over what was learned of the same engine under an earlier plan. A canary that was changed starts anew.
func (w *watch) carry(before *watch) {
	if before == nil || !w.plan.sameEngine(before.plan) {
		return
	}
	w.memory = before.memory
	w.address.known = before.address.known
	w.probe.streak, w.pulse.streak = before.probe.streak, before.pulse.streak
	for _, c := range w.canary {
		c.carry(before.canary, w.memory.runs)
	}
}
