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

// After one failed run of a Flip canary the engine is Healthy, and FailingCanary is set until the next run passes.
func TestFailingCanaryComesAndGoes(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Canaries = []Canary{withFlip(newCanary("jay")), withFlip(newCanary("second"))}
		s.ensure(config)
		s.until(time.Minute, canariesPass)
		f.set(func(b *behavior) { b.tokens = []string{"pass"} })
		if took := s.until(2*time.Minute, canaryFails); took > time.Minute {
			t.Errorf("it took %v until a canary failed", took)
		}
		observed := s.observed()
		if observed.Health != health.Healthy || !strings.HasPrefix(observed.FailingCanary, "canary ") ||
			!strings.HasSuffix(observed.FailingCanary, ": the answer is not what was expected (OutputWrong)") {
			t.Errorf("observed: %+v", observed.EngineObservation)
		}
		f.set(func(b *behavior) { b.tokens = nil })
		if took := s.until(time.Minute, canariesPass); took > 9*time.Second {
			t.Errorf("it took %v until the canary passed: it should have come sooner", took)
		}
	})
}

// After a second failure the engine is Unhealthy, its reason explains that, and FailingCanary is empty.
func TestNoFailingCanaryOnceUnhealthy(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Canaries = []Canary{withFlip(newCanary("jay"))}
		s.ensure(config)
		s.until(time.Minute, canariesPass)
		f.set(func(b *behavior) { b.tokens = []string{"pass"} })
		s.untilUnhealthy("OutputWrong")
		if got := s.observed().FailingCanary; got != "" {
			t.Errorf("FailingCanary is set as well: %q", got)
		}
	})
}

// A canary that the engine had no room for does not clear FailingCanary.
func TestSaturationKeepsTheFailingCanary(t *testing.T) {
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
			t.Error("a run that was put off cleared FailingCanary")
		}
	})
}

// Canaries that do not count towards health do not set FailingCanary: Report canaries, and those through the route.
func TestCanariesThatDoNotCount(t *testing.T) {
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

// After a restart, while health is Unknown, the first failed run sets FailingCanary: vllm may have a share of the traffic.
func TestFailingCanaryWhileUnknown(t *testing.T) {
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
