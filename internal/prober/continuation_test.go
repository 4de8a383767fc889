// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// continuing is a config by which an engine is asked to continue.
func continuing() *EngineConfig {
	config := configFor("vllm")
	config.Continuation = true
	return config
}

// rarely is that config with long periods, for tests of hours.
func rarely() *EngineConfig {
	config := continuing()
	config.Probe.Period, config.Pulse.Period = time.Minute, time.Minute
	return config
}

// found is a condition on what an engine did.
func found(c Continuation) func(EngineObservation) bool {
	return func(o EngineObservation) bool { return o.Continuation == c }
}

// continuations are the requests to continue an answer since some time.
func (f *fake) continuations(since time.Time) []asked {
	var all []asked
	for _, a := range f.requests(openAIStream, since) {
		if a.begun != "" {
			all = append(all, a)
		}
	}
	return all
}

func (f *fake) mustHaveBeenAsked(t *testing.T, times int, since time.Time) {
	t.Helper()
	if got := len(f.continuations(since)); got != times {
		t.Errorf("it was asked %d times to continue, want %d", got, times)
	}
}

func begins(line, _ string) string     { return line }
func strays(string, string) string     { return "hm" }
func version(v string) func(*behavior) { return func(b *behavior) { b.version = v } }

// An engine is asked once, whatever it does, and its health does not follow from it.
func TestAnEngineIsAskedOnceToContinue(t *testing.T) {
	for want, goesOn := range map[Continuation]func(string, string) string{ContinuationProven: nil, ContinuationIgnored: begins} {
		inFakeTimeSub(t, string(want), func(t *testing.T) {
			s, f := only(t)
			f.set(func(b *behavior) { b.goesOn, b.version = goesOn, "1" })
			config := rarely()
			config.Canaries = []Canary{withFlip(newCanary("a"))}
			s.ensure(config)
			s.until(5*time.Minute, found(want))
			pass(6 * time.Hour)
			s.mustStay(health.Healthy)
			f.mustHaveBeenAsked(t, 1, time.Time{})
			between(t, "requests for its version in six hours", len(f.requests("/version", time.Time{})), 36, 42)
			if most := f.mostAtOnce(openAIStream); most > 2 { // a pulse may run beside another check
				t.Errorf("%d streams at once", most)
			}
		})
	}
}

// A config that does not ask for it leaves the engine alone.
func TestAnEngineIsNotAskedToContinue(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		s.ensure(configFor("vllm"))
		s.untilHealthy()
		pass(time.Hour)
		f.mustHaveBeenAsked(t, 0, time.Time{})
		if got := s.observed().Continuation; got != "" {
			t.Errorf("it is %s", got)
		}
	})
}

// What may be another engine is asked again, and what it did is not known until then.
func TestAnEngineThatChangedIsAskedAgain(t *testing.T) {
	for name, change := range map[string]func(*fake){
		"it restarts":                            func(f *fake) { f.kill(); pass(20 * time.Second); f.revive() },
		"it restarts before anybody confirms it": func(f *fake) { f.kill(); pass(2100 * time.Millisecond); f.revive() },
		"it lists more models":                   func(f *fake) { f.set(func(b *behavior) { b.listed = []map[string]any{{"id": "prompt"}, {"id": "b"}} }) },
		"a model has another root": func(f *fake) {
			f.set(func(b *behavior) { b.listed = []map[string]any{{"id": "prompt", "root": "/b"}} })
		},
		"its version changes": func(f *fake) { f.set(version("2")) },
	} {
		inFakeTimeSub(t, name, func(t *testing.T) {
			s, f := only(t)
			f.set(version("1"))
			s.ensure(continuing())
			s.until(time.Minute, found(ContinuationProven))
			pass(5 * time.Minute)
			f.set(func(b *behavior) { b.goesOn = begins })
			s.counted()
			change(f)
			s.until(11*time.Minute, found(ContinuationIgnored))
			pass(15 * time.Minute)
			f.mustHaveBeenAsked(t, 2, time.Time{})
			if _, wakes := s.counted(); wakes == 0 {
				t.Error("nobody was woken")
			}
		})
	}
}

// The order of a model list, and a new config for the same engine, change nothing.
func TestTheSameEngineIsNotAskedAgain(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		f.set(func(b *behavior) { b.listed = []map[string]any{{"id": "prompt"}, {"id": "b"}} })
		s.ensure(continuing())
		s.until(time.Minute, found(ContinuationProven))
		f.set(func(b *behavior) { b.listed = []map[string]any{{"id": "b"}, {"id": "prompt"}} })
		pass(10 * time.Minute)
		config := continuing()
		config.Pulse.Period = time.Minute
		s.ensure(config)
		pass(10 * time.Minute)
		f.mustHaveBeenAsked(t, 1, time.Time{})
		if got := s.observed().Continuation; got != ContinuationProven {
			t.Errorf("it is %s", got)
		}
	})
}

// An engine whose answer is not clear is asked again, ever more rarely.
func TestUnclearAnswersAreAskedForAgain(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		f.set(func(b *behavior) { b.goesOn = strays })
		s.ensure(rarely())
		s.until(5*time.Minute, found(ContinuationUnknown))
		begin := time.Now()
		pass(10 * time.Minute)
		between(t, "requests in ten minutes", len(f.continuations(begin)), 2, 4)
		begin = time.Now()
		pass(10 * time.Hour)
		between(t, "requests in ten hours", len(f.continuations(begin)), 9, 14)
		f.set(func(b *behavior) { b.goesOn = nil })
		s.until(65*time.Minute, found(ContinuationProven))
		s.mustStay(health.Healthy)
	})
}

// A list of models that changes all the time does not cost a request each time.
func TestAnEngineThatChangesAllTheTime(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		s.ensure(continuing())
		for i := range 600 {
			f.set(func(b *behavior) { b.listed = []map[string]any{{"id": "prompt"}, {"id": strings.Repeat("b", i%2+1)}} })
			pass(time.Second)
		}
		between(t, "requests in ten minutes", len(f.continuations(time.Time{})), 5, 11)
	})
}

// What it may cost is bounded as for canaries, and an engine that asks to be left alone is.
func TestTheRequestToContinueKeepsTheLimits(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		f.set(func(b *behavior) { b.queue, b.waits = true, 5 })
		config := rarely()
		config.Limits = Limits{TokensPerHour: continuationTokens, Waiting: new(4)}
		s.ensure(config)
		s.until(10*time.Minute, is(health.Healthy))
		pass(10 * time.Minute)
		f.mustHaveBeenAsked(t, 0, time.Time{})
		f.set(func(b *behavior) { b.waits, b.goesOn = 4, strays })
		pass(10 * time.Hour)
		between(t, "requests in ten hours", len(f.continuations(time.Time{})), 3, 11)
		f.set(func(b *behavior) { b.stream = refusing(http.StatusTooManyRequests, "3600") })
		pass(2 * time.Hour)
		if got := s.observed().Continuation; got != ContinuationUnknown {
			t.Errorf("it is %s", got)
		}
	})
}

// On a server that runs one sequence at a time, nothing of ours runs beside anything else of ours.
func TestOneAtATimeWithContinuations(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		f.set(func(b *behavior) { b.first = 1500 * time.Millisecond })
		config := continuing()
		config.Endpoint.Protocol, config.Endpoint.Key = "MultiLoRA", "right"
		config.Canaries = []Canary{newCanary("a"), newCanary("b")}
		s.ensure(config)
		s.untilHealthy()
		pass(30 * time.Minute)
		if got := s.observed().Continuation; got == "" {
			t.Error("it was not asked")
		}
		if most := f.mostAtOnce(multiLoRAStream); most != 1 {
			t.Errorf("%d streams at once", most)
		}
	})
}

// Each protocol over real sockets, with an engine that does each of the four.
func TestContinuationsOverRealSockets(t *testing.T) {
	t.Parallel()
	for _, p := range []sim.Protocol{sim.OpenAI, sim.MultiLoRA, sim.CodeGen} {
		byDefault := map[sim.Protocol]Continuation{sim.OpenAI: ContinuationProven}[p]
		if byDefault == "" {
			byDefault = ContinuationIgnored
		}
		for does, want := range map[sim.Continuation]Continuation{
			"": byDefault, sim.Continues: ContinuationProven, sim.Refuses: ContinuationRefused,
			sim.Restarts: ContinuationIgnored, sim.Strays: ContinuationUnknown,
		} {
			t.Run(string(p)+" "+string(does), func(t *testing.T) {
				t.Parallel()
				s, e := live(t), started(t, p, sim.Script{Continuation: does, TokenInterval: time.Millisecond})
				config := fastConfig(e, patience)
				config.Continuation = true
				s.ensure(config)
				s.until(patience, found(want))
				s.mustCome(well)
				e.Kill()
				s.mustCome("ConnectionRefused")
				s.until(patience, found(ContinuationUnknown))
			})
		}
	}
}
