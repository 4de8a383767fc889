// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// While the token counter moves, pulses are skipped: a busy engine gets no requests.
func TestABusyEngineIsNotPulsed(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		busy(f, nil)
		s.ensure(configFor("vllm"))
		s.untilHealthy()
		pass(20 * time.Minute)
		s.mustStay(health.Healthy)
		if n := len(f.requests(openAIStream, time.Time{})); n != 0 {
			t.Errorf("a busy engine was asked for %d tokens", n)
		}
	})
}

// An engine that queues our requests is not Unhealthy while it generates for others, however slowly.
func TestABusyEngineIsNotUnhealthy(t *testing.T) {
	for name, rate := range map[string]float64{"quickly": 1000, "slowly": 1} {
		t.Run(name, func(t *testing.T) {
			inFakeTime(t, func(t *testing.T) {
				s, f := only(t)
				config := configFor("vllm")
				config.Canaries = []Canary{withFlip(newCanary("jay"))}
				s.ensure(config)
				s.untilHealthy()
				f.set(func(b *behavior) { b.stream, b.rate, b.queue, b.waits = silence, rate, true, 3 })
				for range 600 {
					pass(time.Second)
					s.mustStay(health.Healthy)
				}
				if o := s.last(KindPulse); rate == 1 && o.Verdict == health.Inconclusive && !strings.Contains(o.Message, "for others") {
					t.Errorf("the pulse came to %+v", o)
				}
			})
		})
	}
}

func TestACanaryInAQueueIsInconclusive(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		busy(f, nil)
		config := configFor("vllm")
		config.Canaries = []Canary{withFlip(newCanary("jay"))}
		s.ensure(config)
		s.untilHealthy()
		f.set(func(b *behavior) { b.stream, b.waits = silence, 3 })
		pass(10 * time.Minute)
		s.mustStay(health.Healthy)
		run := s.observed().Canaries[0].Runs[0]
		if run.Outcome.Verdict != health.Inconclusive || run.Outcome.Reason != "Saturated" {
			t.Errorf("the run came to %+v", run.Outcome)
		}
		f.set(func(b *behavior) { b.waits = 0 })      // the queue is empty, so the engine does not serve our request
		s.until(10*time.Minute, is(health.Unhealthy)) // after refusals in a row the canary runs less often
		s.untilUnhealthy("Timeout")
	})
}

// An engine that says that it is saturated is left alone for as long as it asks, and keeps its health.
func TestASaturatedEngineIsLeftAlone(t *testing.T) {
	for _, status := range []int{429, 503} {
		inFakeTimeSub(t, map[int]string{429: "429", 503: "503"}[status], func(t *testing.T) {
			s, f := only(t)
			s.ensure(configFor("vllm"))
			s.untilHealthy()
			f.set(func(b *behavior) { b.stream = refusing(status, "30") })
			pass(10 * time.Second)
			began := time.Now()
			s.counted()
			pass(10 * time.Minute)
			gaps(t, f.requests(openAIStream, began), 30*time.Second, 30*time.Second+sampleInterval)
			gaps(t, f.requests("/health", began), 1800*time.Millisecond, 2*time.Second)
			s.mustStay(health.Healthy)
			if o := s.last(KindPulse); o.Verdict != health.Inconclusive || o.Reason != "Saturated" {
				t.Errorf("the pulse came to %+v", o)
			}
			if _, wakes := s.counted(); wakes != 0 {
				t.Errorf("it woke %d times", wakes)
			}
		})
	}
}

// Without a Retry-After, the next pulse comes after a whole period, even while the health is Unknown.
func TestASaturatedEngineIsNotCheckedSooner(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		f.set(func(b *behavior) { b.stream = refusing(429, "") })
		s.ensure(configFor("vllm"))
		pass(10 * time.Minute)
		gaps(t, f.requests(openAIStream, time.Time{}), 4500*time.Millisecond, 5*time.Second)
		s.mustStay(health.Unknown)
	})
}

// Probes cost an engine nothing. They continue when it asks to be left alone, and find its death.
func TestASaturatedHealthURLIsProbedOn(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		s.ensure(configFor("vllm"))
		s.untilHealthy()
		f.set(func(b *behavior) { b.health = refusing(503, "3600") })
		pass(time.Minute)
		s.mustStay(health.Healthy)
		f.vanish()
		if took := s.untilUnhealthy("Timeout"); took > 4500*time.Millisecond {
			t.Errorf("it took %v", took)
		}
	})
}

// A 503 without a Retry-After is a failure.
func TestAPlain503IsAFailure(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		s.ensure(configFor("vllm"))
		s.untilHealthy()
		f.set(func(b *behavior) { b.stream = refusing(503, "") })
		s.untilUnhealthy("HTTPError")
	})
}

// How a pulse judges streams.
func TestPulses(t *testing.T) {
	const role, word, finish, usage, done = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n",
		"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", "data: {\"choices\":[{\"finish_reason\":\"length\"}]}\n\n",
		"data: {\"choices\":[],\"usage\":{\"completion_tokens\":1}}\n\n", "data: [DONE]\n\n"
	for name, story := range map[string]struct {
		body, protocol string
		reason         reason.Reason
	}{
		"a token":                        {word + finish + done, "OpenAI", ""},
		"white space":                    {strings.Replace(word, "a\"", " \"", 1) + finish + done, "OpenAI", ""},
		"the end of the text at once":    {role + finish + done, "OpenAI", ""},
		"a token that is not shown":      {role + usage + done, "OpenAI", ""},
		"nothing":                        {role + done, "OpenAI", "StreamBroken"},
		"an error":                       {"data: {\"error\":{\"message\":\"CUDA error\"}}\n\n" + done, "OpenAI", "StreamBroken"},
		"an error after a token":         {word + "data: {\"error\":{\"message\":\"CUDA error\"}}\n\n" + done, "OpenAI", "StreamBroken"},
		"no end":                         {word, "OpenAI", "StreamBroken"},
		"an empty answer, said to end":   {"data: {\"type\":\"done\",\"text\":\"\"}\n\n", "MultiLoRA", ""},
		"an empty answer without an end": {"data: {\"text\":\"\"}\n\n", "MultiLoRA", "StreamBroken"},
	} {
		inFakeTimeSub(t, name, func(t *testing.T) {
			s, f := only(t)
			f.set(func(b *behavior) { b.stream = saying(story.body) })
			if story.protocol == "MultiLoRA" {
				f.set(func(b *behavior) { b.listed = []map[string]any{{"name": "prompt"}} })
			}
			config := configFor("vllm")
			config.Endpoint.Protocol = Protocol(story.protocol)
			s.ensure(config)
			if story.reason == "" {
				s.untilHealthy()
				return
			}
			s.untilUnhealthy(story.reason)
		})
	}
}

// An engine that ignores the limit of one token, and goes on, is healthy.
func TestAnEngineThatIgnoresTheTokenLimitIsNotHung(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		f.set(func(b *behavior) {
			b.tokens, b.gap, b.mute, b.chatty = strings.Split("a b c d e f g h i j", " "), time.Second, true, true
		})
		s.ensure(configFor("vllm"))
		s.untilHealthy()
	})
}
