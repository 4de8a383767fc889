// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// canariedPlan has two canaries. It is made anew with each call, as whoever reconciles does.
func canariedPlan() *EngineConfig {
	plan := at("vllm")
	plan.Canaries = []Canary{flipping(jay("one")), jay("two")}
	return plan
}

// watched plays a scene whose engine is healthy by a plan.
func watched(t *testing.T) (*scene, *fake) {
	t.Helper()
	s, f := only(t)
	s.ensure(canariedPlan())
	s.untilHealthy()
	pass(5 * time.Minute)
	return s, f
}

func (s *scene) watch() *worker { return s.manager.backends[backendKey].watches[decide.VLLM] }

func (s *scene) runsOf(i int) int { return len(s.seen().Canaries[i].Runs) }

func TestTheSamePlanChangesNothing(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, _ := watched(t)
		before := s.watch()
		s.ensure(canariedPlan())
		if s.watch() != before {
			t.Error("the watch began anew")
		}
	})
}

// Whatever changes about how an engine is watched, what is known of it is kept.
func TestAChangedPlanKeepsWhatIsKnown(t *testing.T) {
	for name, change := range map[string]func(*EngineConfig){
		"key":        func(p *EngineConfig) { p.Endpoint.Key = "another" },
		"period":     func(p *EngineConfig) { p.Probe.Period = 3 * time.Second },
		"thresholds": func(p *EngineConfig) { p.Thresholds.Success = 100 },
	} {
		inFakeTimeSub(t, name, func(t *testing.T) {
			s, f := watched(t)
			before := s.seen()
			plan := canariedPlan()
			change(plan)
			changed := time.Now()
			s.ensure(plan)
			if name == "key" {
				before.Key = KeyUnknown // of the engine's doors nothing was known before
			}
			if got := s.seen(); !reflect.DeepEqual(got, before) {
				t.Errorf("seen is %+v, want %+v", got, before)
			}
			pass(time.Second) // it is checked soon
			if requests := f.requests("/health", changed); len(requests) != 1 || name == "key" && requests[0].key != "another" {
				t.Errorf("the probes are %+v", requests)
			}
			s.mustStay(health.Healthy)
			pass(3 * time.Minute)
			if s.runsOf(0) <= len(before.Canaries[0].Runs) {
				t.Error("there are no more runs")
			}
		})
	}
}

func TestAnotherEngineStartsAnew(t *testing.T) {
	for name, change := range map[string]func(*EngineConfig){
		"URL":      func(p *EngineConfig) { p.Endpoint.URL += "/v2" },
		"protocol": func(p *EngineConfig) { p.Endpoint.Protocol = protocol.CodeGen },
		"models":   func(p *EngineConfig) { p.Models = nil },
	} {
		inFakeTimeSub(t, name, func(t *testing.T) {
			s, _ := watched(t)
			plan := canariedPlan()
			change(plan)
			s.ensure(plan)
			got := s.seen()
			if got.Health != health.Unknown || !got.LastCheck.IsZero() || got.Streak != 0 || s.runsOf(0) != 0 {
				t.Errorf("seen is %+v", got)
			}
		})
	}
}

// A canary that was changed starts anew, and no other.
func TestAChangedCanaryStartsAnew(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := watched(t)
		kept := s.runsOf(1)
		plan := canariedPlan()
		plan.Canaries[0].MaxTokens = 32
		changed := time.Now()
		s.ensure(plan)
		if s.runsOf(0) != 0 || s.runsOf(1) != kept || s.seen().Health != health.Unknown {
			t.Errorf("seen is %+v", s.seen())
		}
		s.untilHealthy()
		if s.runsOf(0) != 2 || len(f.requests("/health", changed)) > 10 {
			t.Errorf("after %v there are %d runs", time.Since(changed), s.runsOf(0))
		}
		plan = canariedPlan()
		plan.Canaries = plan.Canaries[1:]
		s.ensure(plan)
		s.mustStay(health.Healthy)
		s.ensure(canariedPlan())
		if s.runsOf(0) != 0 || s.runsOf(1) < kept {
			t.Errorf("a canary that was away has %d runs, the other %d", s.runsOf(0), s.runsOf(1))
		}
	})
}

// Appointments are kept: a change does not make canaries run more often.
func TestAChangedPlanKeepsAppointments(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, _ := watched(t)
		s.counted()
		for i := range 60 {
			plan := canariedPlan()
			plan.Endpoint.Key = Secret(strings.Repeat("k", i+1))
			s.ensure(plan)
			pass(10 * time.Second)
		}
		checks, _ := s.counted()
		between(t, "canaries", checks[KindCanary], 18, 24)
	})
}

func TestAnEngineThatIsNotPlannedIsNotWatched(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := watched(t)
		s.ensure(nil)
		if got := s.seen(); got.Health != health.Unknown || s.manager.Config(backendKey).VLLM != nil {
			t.Errorf("seen is %+v", got)
		}
		stopped := time.Now().Add(1)
		pass(time.Minute)
		if requests := f.requests("", stopped); len(requests) != 0 {
			t.Errorf("it was asked for %+v", requests)
		}
	})
}

// An engine that cannot be watched is named, and the other is watched all the same.
func TestAPlanThatCannotWork(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := play(t), newFake(t)
		s.town.place(f, "legacy", "192.0.2.1")
		bad := at("vllm")
		bad.Endpoint.URL = "gopher://vllm"
		err := s.manager.Ensure(backendKey, Config{VLLM: bad, Legacy: at("legacy")})
		if err == nil || !strings.HasPrefix(err.Error(), "watch vllm: ") || errors.Unwrap(err) == nil {
			t.Errorf("the error is %v", err)
		}
		s.until(time.Minute, func(EngineObservation) bool { return s.manager.Observe(backendKey).Legacy.Health == health.Healthy })
		inForce := s.manager.Config(backendKey)
		if inForce.VLLM != nil || inForce.Legacy == nil {
			t.Errorf("in force is %+v", inForce)
		}
	})
}

func TestNothingIsSeenOfWhatIsNotWatched(t *testing.T) {
	t.Parallel()
	manager := New(nil, func(Key) {}, nil)
	defer manager.Close()
	nobody := Key{Name: "nobody"}
	manager.Forget(nobody)
	got := manager.Observe(nobody)
	if got.Of(decide.VLLM).Health != health.Unknown || got.Of(decide.None).Health != "" || got.Deciding() != (decide.Observation{VLLM: got.VLLM.EngineObservation, Legacy: got.Legacy.EngineObservation}) {
		t.Errorf("seen is %+v", got)
	}
	if manager.Config(nobody) != (Config{}) {
		t.Error("a plan is in force")
	}
}
