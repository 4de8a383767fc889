// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

// fourModelConfig is a config with four models, which the engine lists.
func fourModelConfig(f *fake) *EngineConfig {
	config := configFor("vllm")
	config.Models = []string{"autocomplete", "prompt", "comment", "error_fix"}
	f.set(func(b *behavior) {
		b.listed = nil
		for _, name := range config.Models {
			b.listed = append(b.listed, map[string]any{"id": name})
		}
	})
	return config
}

// Each model gets its own pulse in turn.
func TestEachModelIsPulsed(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := fourModelConfig(f)
		s.ensure(config)
		s.untilHealthy()
		from := time.Now()
		pass(2 * time.Minute)
		asked := map[string]int{}
		for _, r := range f.requests(openAIStream, from) {
			asked[r.model]++
		}
		for _, name := range config.Models {
			between(t, "pulses of "+name, asked[name], 5, 7)
		}
	})
}

// On a busy engine most pulses are skipped, and yet every model has its turn.
func TestEachModelIsPulsedOnABusyEngine(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := fourModelConfig(f)
		busy(f, nil)
		s.ensure(config)
		s.untilHealthy()
		pass(10 * time.Minute)
		asked := map[string]int{}
		for _, r := range f.requests(openAIStream, time.Time{}) {
			asked[r.model]++
		}
		for _, name := range config.Models {
			between(t, "pulses of "+name, asked[name], 3, 8)
		}
	})
}

// brokenFor fails one model.
func brokenFor(f *fake, broken string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		asked := f.requests(openAIStream, time.Time{})
		if asked[len(asked)-1].model == broken {
			http.Error(w, "the adapter could not be loaded", http.StatusInternalServerError)
			return
		}
		saying("data: {\"choices\":[{\"delta\":{\"content\":\"OK\"}}]}\n\ndata: [DONE]\n\n")(w, r)
	}
}

// An adapter that is listed and broken is found and named, and its recovery is noticed.
func TestABrokenModelIsNamed(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := fourModelConfig(f)
		s.ensure(config)
		s.untilHealthy()
		f.set(func(b *behavior) { b.stream = brokenFor(f, "comment") })
		if took := s.untilUnhealthy("ModelsMissing"); took > time.Minute {
			t.Errorf("it took %v", took)
		}
		got := s.observed()
		if !strings.Contains(got.Message, "model comment is listed and does not generate") {
			t.Errorf("it says %q", got.Message)
		}
		if want := "[{autocomplete Ready} {prompt Ready} {comment Broken} {error_fix Ready}]"; fmt.Sprint(got.Models) != want {
			t.Errorf("the models are %v", got.Models)
		}
		pass(10 * time.Minute)
		s.mustStay(health.Unhealthy) // passes of other models do not change that
		f.set(func(b *behavior) { b.stream = nil })
		s.untilHealthy()
		if got := s.observed().Models[2].Presence; got != Present {
			t.Errorf("the model is %s", got)
		}
	})
}

// Where no model generates, the engine is broken.
func TestABrokenEngineIsNotBlamedOnAModel(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		f.set(func(b *behavior) { b.stream = refusing(500, "") })
		config := fourModelConfig(f)
		s.ensure(config)
		s.untilUnhealthy("HTTPError")
	})
}

// That holds even where all models generated a moment ago.
func TestABreakingEngineIsNotBlamedOnAModel(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := fourModelConfig(f)
		s.ensure(config)
		s.untilHealthy()
		f.set(func(b *behavior) { b.stream = refusing(500, "") })
		s.untilUnhealthy("HTTPError")
		f.set(func(b *behavior) { b.stream = brokenFor(f, "comment") })
		named := func(observed EngineObservation) bool {
			return observed.Health == health.Unhealthy && observed.Reason == "ModelsMissing"
		}
		if took := s.until(2*time.Minute, named); took > time.Minute {
			t.Errorf("the model that stayed broken was named after %v", took)
		}
	})
}
