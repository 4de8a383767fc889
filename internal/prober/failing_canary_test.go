// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

func canaryFails(s EngineObservation) bool { return s.FailingCanary != "" }

func canariesPass(s EngineObservation) bool {
	return s.Health == health.Healthy && s.FailingCanary == ""
}

// One failed run of a Flip canary leaves the engine Healthy, and in doubt until the next has passed. It is told at once.
func TestDoubtComesAndGoesWithACanary(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Canaries = []Canary{withFlip(newCanary("jay")), withFlip(newCanary("second"))}
		s.ensure(config)
		s.until(time.Minute, canariesPass)
		f.set(func(b *behavior) { b.tokens = []string{"pass"} })
		if took := s.until(2*time.Minute, canaryFails); took > time.Minute {
			t.Errorf("it took %v to come into doubt", took)
		}
		observed := s.observed()
		if observed.Health != health.Healthy || !strings.HasPrefix(observed.FailingCanary, "canary ") || !strings.HasSuffix(observed.FailingCanary, ": the answer is not what was expected (OutputWrong)") {
			t.Errorf("observed: %+v", observed.EngineObservation)
		}
		f.set(func(b *behavior) { b.tokens = nil })
		if took := s.until(time.Minute, canariesPass); took > 9*time.Second {
			t.Errorf("it took %v for the doubt to go: the canary should have been in a hurry", took)
		}
	})
}

// A second failure is no doubt any more: the engine is Unhealthy, and the reason of that says it all.
func TestDoubtEndsInSickness(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Canaries = []Canary{withFlip(newCanary("jay"))}
		s.ensure(config)
		s.until(time.Minute, canariesPass)
		f.set(func(b *behavior) { b.tokens = []string{"pass"} })
		s.untilUnhealthy("OutputWrong")
		if got := s.observed().FailingCanary; got != "" {
			t.Errorf("it is in doubt as well: %q", got)
		}
	})
}

// An engine that had no room for a canary has not answered the doubt.
func TestSaturationKeepsTheDoubt(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Canaries = []Canary{withFlip(newCanary("jay"))}
		s.ensure(config)
		s.until(time.Minute, canariesPass)
		f.set(func(b *behavior) { b.tokens = []string{"pass"} })
		s.until(2*time.Minute, canaryFails)
		f.set(func(b *behavior) { b.stream = refusing(429, "1") })
		runs := len(s.observed().Canaries[0].Runs)
		s.until(5*time.Minute, func(s EngineObservation) bool { return len(s.Canaries[0].Runs) > runs })
		if !canaryFails(s.observed()) {
			t.Error("a run that was put off took the doubt away")
		}
	})
}

// What does not count for the health makes no doubt either: a Report canary, and one on the way through the route.
func TestWhatDoesNotCountMakesNoDoubt(t *testing.T) {
	for name, story := range map[string]func(*EngineConfig, *fake, *fake){
		"report": func(config *EngineConfig, f, _ *fake) {
			config.Canaries = config.Canaries[2:3]
			f.set(func(b *behavior) { b.tokens = []string{"pass"} })
		},
		"route": func(_ *EngineConfig, _, front *fake) {
			front.set(func(b *behavior) { b.stream = refusing(502, "") })
		},
	} {
		inFakeTimeSub(t, name, func(t *testing.T) {
			s, f := only(t)
			config, front := pairedConfig(t, s)
			story(config, f, front)
			s.ensure(config)
			s.untilHealthy()
			failed := func(c CanaryObservation) bool { return len(c.Runs) > 2 && c.Runs[0].Outcome.Verdict == health.Fail }
			s.until(5*time.Minute, func(s EngineObservation) bool {
				return failed(s.Canaries[0]) || len(s.Canaries) > 1 && failed(s.Canaries[1])
			})
			if !canariesPass(s.observed()) {
				t.Errorf("observed: %+v", s.observed().EngineObservation)
			}
		})
	}
}

// After a restart, when nothing is proven yet, the first failed run is a doubt already: vllm may have a share of the traffic.
func TestDoubtBeforeAnythingIsProven(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Canaries = []Canary{withFlip(newCanary("jay"))}
		f.set(func(b *behavior) { b.tokens, b.rate = []string{"pass"}, 1000 }) // pulses pass
		s.ensure(config)
		s.until(time.Minute, canaryFails)
		if got := s.observed().Health; got != health.Unknown {
			t.Errorf("its health is %s", got)
		}
	})
}
