// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// How a canary judges answers.
func TestCanaries(t *testing.T) {
	few := int64(3)
	for name, story := range map[string]struct {
		change func(*behavior)
		reason reason.Reason
		says   string
		output measure.Output
	}{
		"as expected":           {func(*behavior) {}, "", "", measure.Matched},
		"something else":        {func(b *behavior) { b.tokens = []string{"pass"} }, "OutputWrong", "canary jay: the answer is not what was expected", measure.Wrong},
		"hard-coded":            {func(b *behavior) { b.tokens = []string{`print("Jay")`} }, "OutputFabricated", "before the question", measure.Fabricated},
		"broken":                {func(b *behavior) { b.stream = saying("data: {\"choices\":[{\"text\":\"a\"}]}\n\n") }, "StreamBroken", "without an end marker, after 1 chunks", measure.NotChecked},
		"nothing but space":     {func(b *behavior) { b.tokens = []string{" "} }, "StreamBroken", "nothing but white space", measure.NotChecked},
		"never":                 {func(b *behavior) { b.tokens, b.gap = []string{"a", "b"}, time.Hour }, "Timeout", "in time; 1 chunks came", measure.NotChecked},
		"saturated":             {func(b *behavior) { b.stream = refusing(429, "1") }, "Saturated", "is saturated", measure.NotChecked},
		"wrong and off target":  {func(b *behavior) { b.tokens = strings.Split("a b c d", " ") }, "OutputWrong", "", measure.Wrong},
		"off target, but right": {func(b *behavior) { b.first = 2 * time.Second }, "OffTarget", "FirstChunkMilliseconds was 2000, 1000 more than the 1000 allowed.", measure.Matched},
	} {
		inFakeTimeSub(t, name, func(t *testing.T) {
			s, f := only(t)
			config := configFor("vllm")
			c := newCanary("jay")
			limit := int64(1000)
			c.Targets = measure.Targets{Chunks: measure.Range{Max: &few}, FirstChunkMilliseconds: measure.Range{Max: &limit}}
			config.Canaries = []Canary{c}
			f.set(func(b *behavior) { b.rate = 1000 }) // pulses pass, whatever the streams contain
			f.set(story.change)
			s.ensure(config)
			s.until(time.Minute, func(s EngineObservation) bool { return len(s.Canaries[0].Runs) > 0 })
			run := s.observed().Canaries[0].Runs[0]
			if run.Outcome.Reason != story.reason || run.Output != story.output ||
				!strings.Contains(run.Outcome.Message, story.says) && run.Outcome.Message != strings.TrimPrefix(story.says, "canary jay: ") {
				t.Errorf("the run came to %+v with the output %s", run.Outcome, run.Output)
			}
			if run.Numbers.Text != "" || run.Ended.IsZero() || run.Canary != "jay" {
				t.Errorf("the run is %+v", run)
			}
			if o := s.last(KindCanary); story.reason != "" &&
				(!strings.HasPrefix(o.Message, "canary jay: ") || !strings.Contains(o.Message, story.says)) {
				t.Errorf("it is said that %q", o.Message)
			}
		})
	}
}

// The nonce is fresh in every run, and is in the prompt. The last ten runs are kept, the newest first.
func TestRuns(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Canaries = []Canary{newCanary("jay")}
		s.ensure(config)
		s.untilHealthy()
		pass(15 * time.Minute)
		prompts := map[string]bool{}
		canaries := slices.DeleteFunc(f.requests(openAIStream, time.Time{}), func(r asked) bool { return r.prompt == pulsePrompt })
		for _, r := range canaries {
			if strings.Contains(r.prompt, "{{") || len(r.prompt) < len(`Write print("Jay-")`)+10 {
				t.Errorf("the prompt was %q", r.prompt)
			}
			prompts[r.prompt] = true
		}
		if len(prompts) != len(canaries) || len(prompts) < 15 {
			t.Errorf("there were %d prompts in %d runs", len(prompts), len(canaries))
		}
		runs := s.observed().Canaries[0].Runs
		if len(runs) != keptRuns || !slices.IsSortedFunc(runs, func(a, b Run) int { return b.Ended.Compare(a.Ended) }) {
			t.Errorf("the runs ended at %v", runs)
		}
		if all := s.runs[decide.VLLM]; !runs[0].Ended.Equal(all[len(all)-1].Ended) || len(all) != len(canaries) {
			t.Errorf("of %d runs, %d were reported", len(canaries), len(all))
		}
	})
}

// A canary fails rarely while probes pass often, so each kind has its own streak. Only a Flip canary counts towards health.
func TestStreaksAreSeparate(t *testing.T) {
	for name, flip := range map[string]bool{"Flip": true, "Report": false} {
		inFakeTimeSub(t, name, func(t *testing.T) {
			s, f := only(t)
			config := configFor("vllm")
			c := newCanary("jay")
			c.Flip = flip
			config.Canaries = []Canary{c}
			s.ensure(config)
			s.untilHealthy()
			f.set(func(b *behavior) { b.tokens = []string{"pass"} })
			if !flip {
				pass(10 * time.Minute)
				s.mustStay(health.Healthy)
				return
			}
			// It fails within a period, and the failure is confirmed an eighth of a period later.
			if took := s.until(2*time.Minute, is(health.Unhealthy)); took > 68*time.Second {
				t.Errorf("it took %v", took)
			}
			if got := s.observed(); got.Reason != "OutputWrong" || got.Streak < 20 {
				t.Errorf("observed: %+v", got)
			}
			f.set(func(b *behavior) { b.tokens = nil })
			if took := s.until(3*time.Minute, is(health.Healthy)); took < time.Minute {
				t.Errorf("one passed canary made it healthy, after %v", took)
			}
		})
	}
}

// An engine is not healthy before its Flip canaries have passed often enough.
func TestAFlipCanaryMustPassFirst(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, _ := only(t)
		config := configFor("vllm")
		config.Canaries = []Canary{withFlip(newCanary("jay"))}
		s.ensure(config)
		s.until(time.Minute, is(health.Healthy))
		if n := len(s.observed().Canaries[0].Runs); n != 2 {
			t.Errorf("it was healthy after %d runs", n)
		}
	})
}

// Two canaries never run at once, and a canary that is due again as soon as it ends does not keep the others from running.
func TestCanariesRunRoundRobin(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		for i := range 3 {
			c := newCanary(fmt.Sprint("jay-", i))
			c.Cadence.Period = time.Second
			config.Canaries = append(config.Canaries, c)
		}
		f.set(func(b *behavior) { b.first, b.rate = 3*time.Second, 1000 })
		s.ensure(config)
		s.untilHealthy()
		pass(10 * time.Minute)
		if most := f.mostAtOnce(openAIStream); most != 1 {
			t.Errorf("%d canaries ran at once", most)
		}
		ran := map[string]int{}
		for _, r := range s.runs[decide.VLLM] {
			ran[r.Canary]++
		}
		for name, n := range ran {
			between(t, "runs of "+name, n, 65, 70)
		}
		if len(ran) != 3 {
			t.Errorf("there were runs of %v", ran)
		}
	})
}
