// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"fmt"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// Canaries keep their limit on tokens, whatever their period.
func TestCanariesKeepTheirTokenLimit(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Canaries = []Canary{newCanary("jay")}
		config.Canaries[0].MaxTokens = 100
		config.Limits.TokensPerHour = 1000
		s.ensure(config)
		s.untilHealthy()
		pass(10 * time.Hour)
		runs := 0
		for _, r := range f.requests(openAIStream, time.Time{}) {
			if r.limit == 100 {
				runs++
			}
		}
		between(t, "runs of 100 tokens in ten hours of 1,000 each", runs, 95, 103)
	})
}

// Half of an engine's own limit on streams is left to others.
func TestHalfOfTheStreamsAreLeft(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Canaries = []Canary{newCanary("jay")}
		config.Limits.StreamsPerMinute = 20
		s.ensure(config)
		s.untilHealthy()
		from := time.Now()
		pass(time.Hour)
		between(t, "streams in an hour", len(f.requests(openAIStream, from)), 580, 610)
		s.mustStay(health.Healthy)
	})
}

// Pulses that are due more often than the limit allows leave a stream to each canary that is due, and many canaries leave one to
// pulses now and then.
func TestPulsesAndCanariesShareTheStreams(t *testing.T) {
	for canaries, least := range map[int]int{1: 9, 40: 60} {
		inFakeTimeSub(t, fmt.Sprintf("%d canaries", canaries), func(t *testing.T) {
			s, f := only(t)
			config := configFor("vllm")
			config.Limits.StreamsPerMinute = 20
			config.Pulse.Period = 5 * time.Second
			config.Canaries = nil
			for i := range canaries {
				config.Canaries = append(config.Canaries, newCanary(fmt.Sprint("c", i)))
			}
			s.ensure(config)
			s.untilHealthy()
			pass(10 * time.Minute)
			ran, all := len(s.runs[decide.VLLM]), len(f.requests(openAIStream, time.Time{}))
			if pulses := all - ran; ran < least || pulses < 20 {
				t.Errorf("%d canaries ran, and %d pulses", ran, pulses)
			}
			between(t, "streams", all, 80, 120)
		})
	}
}

// A limit on streams does not delay the confirmation of a failure.
func TestALimitDoesNotDelayTheConfirmation(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Limits.StreamsPerMinute = 20
		s.ensure(config)
		s.untilHealthy()
		pass(10 * time.Minute)
		f.set(func(b *behavior) { b.stream = silence })
		if took := s.untilUnhealthy("EngineHung"); took > 12*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

// A queue that is longer than the limit postpones a canary, which then sends no request.
func TestAQueuePostponesCanaries(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Canaries = []Canary{withFlip(newCanary("jay"))}
		config.Limits.Waiting = new(4)
		s.ensure(config)
		s.untilHealthy()
		busy(f, nil)
		f.set(func(b *behavior) { b.waits = 5 })
		pass(10 * time.Second) // runs under way end
		from := time.Now()
		pass(10 * time.Minute)
		run := s.observed().Canaries[0].Runs[0]
		if run.Outcome.Verdict != health.Inconclusive || run.Outcome.Message != "5 requests are queued at the engine: the run is postponed" {
			t.Errorf("the run came to %+v", run.Outcome)
		}
		if n := len(f.requests(openAIStream, from)); n != 0 {
			t.Errorf("%d streams were asked for", n)
		}
		f.set(func(b *behavior) { b.waits = 4 })
		s.until(5*time.Minute, func(s EngineObservation) bool { return s.Canaries[0].Runs[0].Outcome.Verdict == health.Pass })
	})
}

// An engine that has no room several times in a row gets canaries less often.
func TestBackoff(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Canaries = []Canary{newCanary("jay")}
		s.ensure(config)
		s.untilHealthy()
		pass(10 * time.Minute)
		busy(f, nil) // so that pulses pass
		f.set(func(b *behavior) { b.stream = refusing(429, "1") })
		from := time.Now()
		pass(time.Hour)
		between(t, "runs in an hour", len(f.requests(openAIStream, from)), 14, 20)
	})
}

// A canary that a busy engine never has room for does not keep the engine from becoming Healthy.
func TestACanaryWithoutRoomDoesNotKeepAnEngineFromServing(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		busy(f, nil)
		f.set(func(b *behavior) { b.waits = 5 })
		config := configFor("vllm")
		config.Canaries = []Canary{withFlip(newCanary("jay"))}
		config.Limits.Waiting = new(4)
		s.ensure(config)
		if took := s.until(5*time.Minute, is(health.Healthy)); took < config.Canaries[0].Cadence.Period/2 {
			t.Errorf("it was healthy after %v, without waiting for a second try", took)
		}
		f.set(func(b *behavior) { b.waits, b.tokens = 0, []string{"wrong"} }) // now there is room for the canary
		s.until(10*time.Minute, is(health.Unhealthy))
	})
}

// An engine that asks to be left alone for an hour, and hangs meanwhile, is found all the same.
func TestNoEngineIsLeftAloneForLong(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		s.ensure(configFor("vllm"))
		s.untilHealthy()
		f.set(func(b *behavior) { b.stream = refusing(429, "3600") })
		pass(10 * time.Second)
		f.set(func(b *behavior) { b.stream = silence })
		if took := s.untilUnhealthy("EngineHung"); took > time.Minute {
			t.Errorf("it took %v", took)
		}
	})
}
