// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// Three probes an eighth of a period apart, and then three pulses, after at most a quarter of a period: 0.5 s + 2 × 0.625 s.
func TestAHealthyEngineIsSoonKnownToBe(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, _ := only(t)
		s.ensure(configFor("vllm"))
		s.mustStay(health.Unknown)
		if took := s.until(time.Minute, is(health.Healthy)); took > 2*time.Second {
			t.Errorf("it took %v", took)
		}
		if got := s.observed(); got.Reason != reason.Serving || got.Streak < 3 || !slices.Equal(got.Models, []Model{{"prompt", Present}}) {
			t.Errorf("observed: %+v", got)
		}
	})
}

func TestAnHourOfGoodHealth(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Canaries = []Canary{newCanary("often")}
		s.ensure(config)
		s.untilHealthy()
		pass(time.Minute)
		s.counted()
		began := time.Now()
		pass(time.Hour)
		checks, wakes := s.counted()
		between(t, "probes", checks[KindProbe], 1800, 2000)
		between(t, "pulses", checks[KindPulse], 720, 800)
		between(t, "canaries", checks[KindCanary], 60, 67)
		between(t, "wakes", wakes, checks[KindCanary], checks[KindCanary])
		between(t, "look-ups", s.network.lookups(), 120, 2200) // including those of dials
		gaps(t, f.requests("/health", began), 1800*time.Millisecond, 2*time.Second)
		between(t, "requests for one token", len(pulses(f.requests(openAIStream, began))), 700, 800)
		s.mustStay(health.Healthy)
		if got := s.observed(); len(got.Canaries[0].Runs) != keptRuns || time.Since(got.LastCheck) > 2*time.Second {
			t.Errorf("there are %d runs, and the last check was at %v", len(got.Canaries[0].Runs), got.LastCheck)
		}
	})
}

// The first checks of many engines that are probed at once are spread out, and so are later ones.
func TestChecksSpreadOut(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		for i := range 100 {
			key := Key{Name: "backend", Namespace: string(rune('A' + i))}
			if err := s.manager.Ensure(key, Config{VLLM: configFor("vllm")}); err != nil {
				t.Fatal(err)
			}
		}
		moments := map[time.Time]int{}
		pass(probing.Period / 4)
		for _, r := range f.requests("/health", time.Time{}) {
			moments[r.at]++
		}
		if len(moments) < 95 {
			t.Errorf("a hundred engines were probed at %d moments", len(moments))
		}
	})
}

// Whatever happens to one engine, the other's checks are on time.
func TestEnginesDoNotDisturbEachOther(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		bad := newFake(t)
		s.network.serve(bad, "legacy", "192.0.2.2")
		canaried := configFor("legacy")
		canaried.Canaries = []Canary{newCanary("jay")}
		config := Config{VLLM: configFor("vllm"), Legacy: canaried}
		if err := s.manager.Ensure(backendKey, config); err != nil {
			t.Fatal(err)
		}
		s.untilHealthy()
		for _, harm := range []func(){
			func() { bad.set(func(b *behavior) { b.stream = silence }) },
			func() { bad.set(func(b *behavior) { b.metrics = hanging }) },
			func() { bad.set(func(b *behavior) { b.health = hanging }) },
			func() { s.network.setAddresses("legacy") }, bad.vanish, bad.kill,
		} {
			began := time.Now()
			harm()
			pass(time.Minute)
			gaps(t, f.requests("/health", began), 1800*time.Millisecond, 2*time.Second)
			s.mustStay(health.Healthy)
			if got := s.manager.Observe(backendKey).Legacy; got.Health == health.Healthy {
				t.Error("the other is not seen to be bad")
			}
		}
	})
}

func between(t *testing.T, what string, got, least, most int) {
	t.Helper()
	if got < least || got > most {
		t.Errorf("there were %d %s, want %d to %d", got, what, least, most)
	}
}

// gaps checks the times between requests against bounds.
func gaps(t *testing.T, requests []asked, least, most time.Duration) {
	t.Helper()
	synctest.Wait()
	for i := 1; i < len(requests); i++ {
		if gap := requests[i].at.Sub(requests[i-1].at); gap < least || gap > most {
			t.Errorf("%v lie between two requests to %s, want %v to %v", gap, requests[i].path, least, most)
		}
	}
	if len(requests) < 2 {
		t.Errorf("there were %d requests", len(requests))
	}
}

func pulses(requests []asked) []asked {
	return slices.DeleteFunc(requests, func(r asked) bool { return r.prompt != pulsePrompt })
}
