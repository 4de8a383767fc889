// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

func TestGates(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Canaries = []Canary{withFlip(newCanary("jay"))}
		f.set(func(b *behavior) { b.health, b.stream = refusing(500, ""), silence })
		s.ensure(config)
		quiet := func(what string) {
			t.Helper()
			pass(time.Second)
			s.counted()
			pass(10 * time.Minute)
			if checks, _ := s.counted(); checks[KindCanary] != 0 || what == "probes" && checks[KindPulse] != 0 {
				t.Errorf("while the %s fail there were %v", what, checks)
			}
		}
		s.untilUnhealthy("HTTPError")
		quiet("probes")
		f.set(func(b *behavior) { b.health = nil })
		s.until(time.Minute, func(s EngineObservation) bool { return s.Reason == "EngineHung" })
		quiet("pulses")
		f.set(func(b *behavior) { b.stream = nil })
		s.untilHealthy()
		f.set(func(b *behavior) { b.health = refusing(500, "") })
		s.untilUnhealthy("HTTPError")
		quiet("probes")
	})
}

// An engine that comes back after it failed its probes may be another process, so the results of pulses and canaries are forgotten.
func TestAnEngineThatComesBackProvesItselfAnew(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Canaries = []Canary{withFlip(newCanary("jay"))}
		s.ensure(config)
		s.untilHealthy()
		f.kill()
		s.untilUnhealthy("ConnectionRefused")
		f.revive()
		back := time.Now()
		s.untilHealthy()
		between(t, "requests for one token", len(pulses(f.requests(openAIStream, back))), 3, 10)
		if runs := s.observed().Canaries[0].Runs; len(runs) < 4 || !runs[1].Ended.After(back) {
			t.Errorf("it was healthy with the runs %+v", runs)
		}
	})
}

// A run that began before an engine died proves nothing about the next process, however it ends, and does not delay it.
func TestARunFromBeforeADeathProvesNothing(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		slow := withFlip(newCanary("slow"))
		slow.Cadence.Timeout = time.Hour
		config.Canaries = []Canary{slow}
		f.set(func(b *behavior) { b.rate = 1000 })
		s.ensure(config)
		s.untilHealthy()
		f.set(func(b *behavior) { b.first = 30 * time.Minute })
		pass(time.Minute + time.Second) // a canary is under way
		runs := len(s.observed().Canaries[0].Runs)
		f.set(func(b *behavior) { b.health, b.first = refusing(500, ""), 0 })
		s.untilUnhealthy("HTTPError")
		f.set(func(b *behavior) { b.health = nil })
		s.untilHealthy()
		if n := len(s.observed().Canaries[0].Runs) - runs; n != 2 {
			t.Errorf("it became healthy with %d runs", n)
		}
		pass(time.Hour)
		for _, run := range s.observed().Canaries[0].Runs {
			if run.Outcome.Verdict != health.Pass {
				t.Errorf("a run came to %+v", run.Outcome)
			}
		}
	})
}

// On a server that runs one sequence at a time, pulses and canaries wait for one another; elsewhere pulses go on.
func TestOneSequenceAtATime(t *testing.T) {
	for _, story := range []struct {
		protocol Protocol
		path     string
		most     int
	}{{"MultiLoRA", multiLoRAStream, 1}, {"OpenAI", openAIStream, 2}} {
		inFakeTimeSub(t, string(story.protocol), func(t *testing.T) {
			s, f := only(t)
			config := configFor("vllm")
			config.Endpoint.Protocol = story.protocol
			long := newCanary("long")
			long.Cadence.Period = 20 * time.Second
			config.Canaries = []Canary{long}
			f.set(func(b *behavior) {
				b.mute, b.first = true, 1900*time.Millisecond
				b.listed = []map[string]any{{"id": "prompt"}}
			})
			s.ensure(config)
			s.untilHealthy()
			f.set(func(b *behavior) { b.tokens, b.gap = []string{"a", "b", "c", "d", "e", "f"}, 1500*time.Millisecond })
			pass(10 * time.Minute)
			s.mustStay(health.Healthy)
			if most := f.mostAtOnce(story.path); most != story.most {
				t.Errorf("%d sequences ran at once", most)
			}
			if n := len(s.runs[decide.VLLM]); n < 25 {
				t.Errorf("there were %d runs", n)
			}
		})
	}
}
