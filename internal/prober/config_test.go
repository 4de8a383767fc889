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

// canaryConfig has two canaries. Each call makes a new one, as the reconciler does.
func canaryConfig() *EngineConfig {
	config := configFor("vllm")
	config.Canaries = []Canary{withFlip(newCanary("one")), newCanary("two")}
	return config
}

// healthyScene is a scene with a Healthy engine.
func healthyScene(t *testing.T) (*scene, *fake) {
	t.Helper()
	s, f := only(t)
	s.ensure(canaryConfig())
	s.untilHealthy()
	pass(5 * time.Minute)
	return s, f
}

func (s *scene) worker() *worker { return s.manager.backends[backendKey].workers[decide.VLLM] }

func (s *scene) runsOf(i int) int { return len(s.observed().Canaries[i].Runs) }

func TestTheSameConfigChangesNothing(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, _ := healthyScene(t)
		before := s.worker()
		s.ensure(canaryConfig())
		if s.worker() != before {
			t.Error("the worker started again")
		}
	})
}

// A config that changes how an engine is probed keeps what is known of the engine.
func TestAChangedConfigKeepsWhatIsKnown(t *testing.T) {
	for name, change := range map[string]func(*EngineConfig){
		"key":        func(p *EngineConfig) { p.Endpoint.Key = "another" },
		"period":     func(p *EngineConfig) { p.Probe.Period = 3 * time.Second },
		"thresholds": func(p *EngineConfig) { p.Thresholds.Success = 100 },
	} {
		inFakeTimeSub(t, name, func(t *testing.T) {
			s, f := healthyScene(t)
			before := s.observed()
			config := canaryConfig()
			change(config)
			changed := time.Now()
			s.ensure(config)
			if name == "key" {
				before.Key = KeyUnknown // without a key there was no key check
			}
			if got := s.observed(); !reflect.DeepEqual(got, before) {
				t.Errorf("observed: %+v, want %+v", got, before)
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
			s, _ := healthyScene(t)
			config := canaryConfig()
			change(config)
			s.ensure(config)
			got := s.observed()
			if got.Health != health.Unknown || !got.LastCheck.IsZero() || got.Streak != 0 || s.runsOf(0) != 0 {
				t.Errorf("observed: %+v", got)
			}
		})
	}
}

// A changed canary starts again; the others continue.
func TestAChangedCanaryStartsAnew(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := healthyScene(t)
		kept := s.runsOf(1)
		config := canaryConfig()
		config.Canaries[0].MaxTokens = 32
		changed := time.Now()
		s.ensure(config)
		if s.runsOf(0) != 0 || s.runsOf(1) != kept || s.observed().Health != health.Unknown {
			t.Errorf("observed: %+v", s.observed())
		}
		s.untilHealthy()
		if s.runsOf(0) != 2 || len(f.requests("/health", changed)) > 10 {
			t.Errorf("after %v there are %d runs", time.Since(changed), s.runsOf(0))
		}
		config = canaryConfig()
		config.Canaries = config.Canaries[1:]
		s.ensure(config)
		s.mustStay(health.Healthy)
		s.ensure(canaryConfig())
		if s.runsOf(0) != 0 || s.runsOf(1) < kept {
			t.Errorf("a canary that was away has %d runs, the other %d", s.runsOf(0), s.runsOf(1))
		}
	})
}

// Due times are kept: a change does not make canaries run more often.
func TestAChangedConfigKeepsDueTimes(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, _ := healthyScene(t)
		s.counted()
		for i := range 60 {
			config := canaryConfig()
			config.Endpoint.Key = Secret(strings.Repeat("k", i+1))
			s.ensure(config)
			pass(10 * time.Second)
		}
		checks, _ := s.counted()
		between(t, "canaries", checks[KindCanary], 18, 24)
	})
}

func TestAnEngineWithoutConfigIsNotProbed(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := healthyScene(t)
		s.ensure(nil)
		if got := s.observed(); got.Health != health.Unknown || s.manager.Config(backendKey).VLLM != nil {
			t.Errorf("observed: %+v", got)
		}
		stopped := time.Now().Add(1)
		pass(time.Minute)
		if requests := f.requests("", stopped); len(requests) != 0 {
			t.Errorf("it was asked for %+v", requests)
		}
	})
}

// The error names an engine that cannot be probed, and the other is probed all the same.
func TestAConfigThatCannotWork(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := play(t), newFake(t)
		s.network.serve(f, "legacy", "192.0.2.1")
		bad := configFor("vllm")
		bad.Endpoint.URL = "gopher://vllm"
		err := s.manager.Ensure(backendKey, Config{VLLM: bad, Legacy: configFor("legacy")})
		if err == nil || !strings.HasPrefix(err.Error(), "probe vllm: ") || errors.Unwrap(err) == nil {
			t.Errorf("the error is %v", err)
		}
		s.until(time.Minute, func(EngineObservation) bool { return s.manager.Observe(backendKey).Legacy.Health == health.Healthy })
		current := s.manager.Config(backendKey)
		if current.VLLM != nil || current.Legacy == nil {
			t.Errorf("the config is %+v", current)
		}
	})
}

func TestNothingIsKnownOfWhatIsNotProbed(t *testing.T) {
	t.Parallel()
	manager := New(nil, func(Key) {}, nil)
	defer manager.Close()
	nobody := Key{Name: "nobody"}
	manager.Forget(nobody)
	got := manager.Observe(nobody)
	if got.Of(decide.VLLM).Health != health.Unknown || got.Of(decide.None).Health != "" ||
		got.ForDecision() != (decide.Observation{VLLM: got.VLLM.EngineObservation, Legacy: got.Legacy.EngineObservation}) {
		t.Errorf("observed: %+v", got)
	}
	if manager.Config(nobody) != (Config{}) {
		t.Error("there is a config")
	}
}
