// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// memory is what a watch knows of its engine beside the streaks. What it holds is replaced, never changed, for others read it.
type memory struct {
	lastCheck time.Time
	listed    []string         // models that the engine lists; nil: it has not listed any yet
	runs      map[runKey][]Run // newest first
	key       KeyCheck
	turns     turns
}

// runKey is one canary on one way.
type runKey struct {
	canary string
	route  bool
}

func (c Canary) key() runKey { return runKey{canary: c.Name, route: c.Route} }

// learn takes in what a check came to, and wakes whoever acts on it if it matters.
func (w *worker) learn(s settled) {
	void := s.cutOff || s.check.void
	s.check.running, s.check.void = false, false
	if void {
		return
	}
	before := s.check.streak.Health
	s.check.settle(s.result)
	w.memory.lastCheck = later(w.memory.lastCheck, s.ended)
	if s.note != nil {
		s.note(w)
	}
	w.renew(s.check, before)
	w.learnTripwire(s)
	if s.check.kind != kindKey {
		w.tell.checked(s.check.kind, s.outcome)
	}
	w.publish(s.check.kind == KindCanary || refusedAtFirst(s))
}

// refusedAtFirst tells of the first refusal of a key: there may be a new one already, and whoever has it is to bring it before the failure is
// confirmed.
func refusedAtFirst(s settled) bool {
	return s.outcome.Reason == string(engine.Unauthorized) && s.check.streak.Count == 1
}

// publish shows what is known now. A change of health, of addresses or of models matters; so does a finished canary.
func (w *worker) publish(matters bool) {
	now := w.look()
	w.mu.Lock()
	before := w.latest
	w.latest = now
	w.mu.Unlock()
	if matters || before.Health != now.Health || differ(before, now) {
		w.tell.wake()
	}
}

// differ tells whether models or addresses changed.
func differ(a, b EngineObservation) bool {
	return a.Key != b.Key || !slices.Equal(a.Models, b.Models) || !slices.Equal(a.Addresses, b.Addresses)
}

// seen is what is known, for anyone.
func (w *worker) seen() EngineObservation {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.latest
}

// look puts together what is known.
func (w *worker) look() EngineObservation {
	return EngineObservation{
		Watched:           true,
		EngineObservation: w.weighed(),
		Streak:            w.probe.streak.Count,
		LastCheck:         w.memory.lastCheck,
		Key:               w.memory.key,
		Models:            w.models(),
		Addresses:         w.address.known,
		Canaries:          w.canaries(),
	}
}

// weighed is the engine's health, with what the first canary that counts, and failed in its latest run, makes one doubt of it.
func (w *worker) weighed() health.EngineObservation {
	seen := health.Combine(w.weighing()...)
	doubted := slices.IndexFunc(w.canary, func(c *check) bool { return c.weighs && c.streak.Verdict == health.Fail })
	if doubted >= 0 && seen.Health != health.Unhealthy {
		seen.FailingCanary = w.canary[doubted].doubt()
	}
	return seen
}

// doubt says what the latest run of a canary came to, as part of a sentence.
func (c *check) doubt() string {
	said := cmp.Or(strings.TrimSuffix(c.streak.Message, "."), "canary "+c.canary.Name)
	return fmt.Sprintf("%s (%s)", said, c.streak.Reason)
}

// weighing are the streaks that make up the engine's health.
func (w *worker) weighing() []health.Streak {
	streaks := make([]health.Streak, 0, len(w.all))
	for _, c := range w.all {
		if c.weighs && !c.unheard() {
			streaks = append(streaks, c.streak)
		}
	}
	return streaks
}

// unheard: a canary that an engine never had room for, several times in a row, does not keep it from serving.
func (c *check) unheard() bool {
	return c.kind == KindCanary && c.refused >= mostRefusals && c.streak.Health != health.Healthy && c.streak.Health != health.Unhealthy
}

// mostRefusals is how many in a row are waited for.
const mostRefusals = 2

func (w *worker) canaries() []CanaryObservation {
	seen := make([]CanaryObservation, 0, len(w.canary))
	for _, c := range w.canary {
		seen = append(seen, CanaryObservation{Name: c.canary.Name, Route: c.canary.Route, Runs: w.memory.runs[c.canary.key()]})
	}
	return seen
}
