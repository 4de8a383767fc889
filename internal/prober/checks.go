// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// checks are all checks of one engine.
type checks struct {
	probe    *check
	pulse    *check
	canaries []*check
	key      *check // nil: the engine needs no key
	// continuation: nil: the engine is not asked to go on with answers.
	continuation *check
	all          []*check // the above, in order of importance

	serial bool // the server runs one sequence at a time
}

// newChecks spreads the first checks over a quarter of a period: after a restart many engines are probed at once, and their
// health must be known soon.
func newChecks(c *EngineConfig, now time.Time) checks {
	soon := now.Add(time.Duration(rand.Int64N(int64(c.Probe.Period/4) + 1))) //nolint:gosec // spreading load needs no secrecy
	s := checks{
		probe:  &check{kind: KindProbe, cadence: c.Probe, thresholds: c.Thresholds, counts: true, due: soon},
		pulse:  &check{kind: KindPulse, cadence: c.Pulse, thresholds: c.Thresholds, counts: true, due: soon},
		serial: c.Endpoint.Protocol == protocol.MultiLoRA,
	}
	for _, canary := range c.Canaries {
		s.canaries = append(s.canaries, &check{
			kind: KindCanary, canary: canary, cadence: canary.Cadence, thresholds: canary.Thresholds,
			counts: canary.Flip && !canary.Route, due: soon,
		})
	}
	pair(s.canaries)
	s.all = append([]*check{s.probe, s.pulse}, s.canaries...)
	if c.Continuation {
		s.continuation = newContinuationCheck(soon)
		s.all = append(s.all, s.continuation)
	}
	if c.Endpoint.Key != "" {
		s.key = newKeyCheck(c.Pulse.Timeout, soon)
		s.all = append(s.all, s.key)
	}
	return s
}

// mayRun reports whether a check may run now. Cheap checks gate expensive ones.
func (s *checks) mayRun(c *check) bool {
	if c.running {
		return false
	}
	switch c.kind {
	case KindProbe:
		return true
	case KindPulse:
		return s.probe.lastPassed() && !s.wouldQueue()
	case kindKey:
		return s.probe.lastPassed() && s.pulse.lastPassed() && !s.wouldQueue()
	default:
		return s.probe.lastPassed() && s.pulse.lastPassed() && s.isNext(c) && !s.wouldQueue()
	}
}

// exclusive are the checks of which one runs at a time: the canaries, and the request to continue an answer.
func (s *checks) exclusive() []*check {
	if s.continuation == nil {
		return s.canaries
	}
	return append(s.canaries[:len(s.canaries):len(s.canaries)], s.continuation)
}

// wouldQueue reports whether a generation would wait for another one of ours on a server that runs one sequence at a time. There, a
// pulse would take our own canary for a hung engine, and a canary would measure our own pulse. The price: an engine that hangs during
// a canary gets no pulse before the canary times out.
func (s *checks) wouldQueue() bool {
	return s.serial && slices.ContainsFunc(s.all, func(c *check) bool { return c.kind != KindProbe && c.running })
}

// isNext reports whether it is the turn of a canary, or of the request to continue an answer. Two of them never run on one engine at
// once, and the one that has waited longest goes first. Otherwise a canary that is due again as soon as it ends would keep the others
// from running.
func (s *checks) isNext(c *check) bool {
	for _, other := range s.exclusive() {
		if other.running || other.due.Before(c.due) {
			return false
		}
	}
	return true
}

// cutOff ends all runs under way.
func (s *checks) cutOff(now time.Time) {
	for _, c := range s.all {
		c.cutOff(now)
	}
}

// becameUnhealthy reports whether a check is the probe, and has just made the engine Unhealthy.
func (c *check) becameUnhealthy(before health.Health) bool {
	return c.kind == KindProbe && before != health.Unhealthy && c.streak.Health == health.Unhealthy
}

// resetGenerations forgets what pulses and canaries proved, of an engine that has just failed its probes: whatever answers at
// its address next may be another process, and must prove itself again. Runs under way began before that, and are dropped.
func (s *checks) resetGenerations(now time.Time) {
	s.pulse.reset(now)
	for _, c := range s.canaries {
		c.reset(now)
	}
	pair(s.canaries)
}

// trigger runs all canaries now, or only those that also run through the route.
func (s *checks) trigger(pairedOnly bool, now time.Time) {
	for _, c := range s.canaries {
		if c.leader == nil && (!pairedOnly || c.follower != nil) {
			c.due = now
		}
	}
}
