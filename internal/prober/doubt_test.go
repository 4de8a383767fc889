// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

func doubted(s EngineObservation) bool { return s.FailingCanary != "" }

func trusted(s EngineObservation) bool { return s.Health == health.Healthy && s.FailingCanary == "" }

// One failed run of a Flip canary leaves the engine Healthy, and in doubt until the next has passed. It is told at once.
func TestDoubtComesAndGoesWithACanary(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		plan := at("vllm")
		plan.Canaries = []Canary{flipping(jay("jay")), flipping(jay("second"))}
		s.ensure(plan)
		s.until(time.Minute, trusted)
		f.be(func(m *mood) { m.tokens = []string{"pass"} })
		if took := s.until(2*time.Minute, doubted); took > time.Minute {
			t.Errorf("it took %v to come into doubt", took)
		}
		seen := s.seen()
		if seen.Health != health.Healthy || !strings.HasPrefix(seen.FailingCanary, "canary ") || !strings.HasSuffix(seen.FailingCanary, ": the answer is not what was expected (OutputWrong)") {
			t.Errorf("seen is %+v", seen.EngineObservation)
		}
		f.be(func(m *mood) { m.tokens = nil })
		if took := s.until(time.Minute, trusted); took > 9*time.Second {
			t.Errorf("it took %v for the doubt to go: the canary should have been in a hurry", took)
		}
	})
}

// A second failure is no doubt any more: the engine is Unhealthy, and the reason of that says it all.
func TestDoubtEndsInSickness(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		plan := at("vllm")
		plan.Canaries = []Canary{flipping(jay("jay"))}
		s.ensure(plan)
		s.until(time.Minute, trusted)
		f.be(func(m *mood) { m.tokens = []string{"pass"} })
		s.untilUnhealthy("OutputWrong")
		if got := s.seen().FailingCanary; got != "" {
			t.Errorf("it is in doubt as well: %q", got)
		}
	})
}

// An engine that had no room for a canary has not answered the doubt.
func TestSaturationKeepsTheDoubt(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		plan := at("vllm")
		plan.Canaries = []Canary{flipping(jay("jay"))}
		s.ensure(plan)
		s.until(time.Minute, trusted)
		f.be(func(m *mood) { m.tokens = []string{"pass"} })
		s.until(2*time.Minute, doubted)
		f.be(func(m *mood) { m.stream = refusing(429, "1") })
		runs := len(s.seen().Canaries[0].Runs)
		s.until(5*time.Minute, func(s EngineObservation) bool { return len(s.Canaries[0].Runs) > runs })
		if !doubted(s.seen()) {
			t.Error("a run that was put off took the doubt away")
		}
	})
}

// What does not count for the health makes no doubt either: a Report canary, and one on the way through the route.
func TestWhatDoesNotCountMakesNoDoubt(t *testing.T) {
	for name, story := range map[string]func(*EngineConfig, *fake, *fake){
		"report": func(plan *EngineConfig, f, _ *fake) {
			plan.Canaries = plan.Canaries[2:3]
			f.be(func(m *mood) { m.tokens = []string{"pass"} })
		},
		"route": func(_ *EngineConfig, _, front *fake) {
			front.be(func(m *mood) { m.stream = refusing(502, "") })
		},
	} {
		inFakeTimeSub(t, name, func(t *testing.T) {
			s, f := only(t)
			plan, front := withTwins(t, s)
			story(plan, f, front)
			s.ensure(plan)
			s.untilHealthy()
			failed := func(c CanaryObservation) bool { return len(c.Runs) > 2 && c.Runs[0].Outcome.Verdict == health.Fail }
			s.until(5*time.Minute, func(s EngineObservation) bool {
				return failed(s.Canaries[0]) || len(s.Canaries) > 1 && failed(s.Canaries[1])
			})
			if !trusted(s.seen()) {
				t.Errorf("seen is %+v", s.seen().EngineObservation)
			}
		})
	}
}

// After a restart, when nothing is proven yet, the first failed run is a doubt already: vllm may have a share of the traffic.
func TestDoubtBeforeAnythingIsProven(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		plan := at("vllm")
		plan.Canaries = []Canary{flipping(jay("jay"))}
		f.be(func(m *mood) { m.tokens, m.rate = []string{"pass"}, 1000 }) // pulses pass
		s.ensure(plan)
		s.until(time.Minute, doubted)
		if got := s.seen().Health; got != health.Unknown {
			t.Errorf("its health is %s", got)
		}
	})
}
