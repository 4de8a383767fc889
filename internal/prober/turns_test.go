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

// fourModels is a plan with the models of the mission, and an engine that lists them.
func fourModels(f *fake) *EngineConfig {
	plan := at("vllm")
	plan.Models = []string{"autocomplete", "prompt", "comment", "error_fix"}
	f.be(func(m *mood) {
		m.listed = nil
		for _, name := range plan.Models {
			m.listed = append(m.listed, map[string]any{"id": name})
		}
	})
	return plan
}

// Each model gets a pulse of its own in turn.
func TestEachModelIsPulsed(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		plan := fourModels(f)
		s.ensure(plan)
		s.untilHealthy()
		from := time.Now()
		pass(2 * time.Minute)
		asked := map[string]int{}
		for _, r := range f.requests(openAIStream, from) {
			asked[r.model]++
		}
		for _, name := range plan.Models {
			between(t, "pulses of "+name, asked[name], 5, 7)
		}
	})
}

// A busy engine is spared most pulses, and yet every model has its turn.
func TestEachModelIsPulsedOnABusyEngine(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		plan := fourModels(f)
		busy(f, nil)
		s.ensure(plan)
		s.untilHealthy()
		pass(10 * time.Minute)
		asked := map[string]int{}
		for _, r := range f.requests(openAIStream, time.Time{}) {
			asked[r.model]++
		}
		for _, name := range plan.Models {
			between(t, "pulses of "+name, asked[name], 3, 8)
		}
	})
}

// brokenFor refuses one model.
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

// An adapter that is listed and broken is found, named, and found mended.
func TestABrokenModelIsNamed(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		plan := fourModels(f)
		s.ensure(plan)
		s.untilHealthy()
		f.be(func(m *mood) { m.stream = brokenFor(f, "comment") })
		if took := s.untilUnhealthy("ModelsMissing"); took > time.Minute {
			t.Errorf("it took %v", took)
		}
		got := s.seen()
		if !strings.Contains(got.Message, "model comment is listed and does not generate") {
			t.Errorf("it says %q", got.Message)
		}
		if want := "[{autocomplete Ready} {prompt Ready} {comment Broken} {error_fix Ready}]"; fmt.Sprint(got.Models) != want {
			t.Errorf("the models are %v", got.Models)
		}
		pass(10 * time.Minute)
		s.mustStay(health.Unhealthy) // it does not come and go as other models have their turn
		f.be(func(m *mood) { m.stream = nil })
		s.untilHealthy()
		if got := s.seen().Models[2].Presence; got != Present {
			t.Errorf("the model is %s", got)
		}
	})
}

// Where no model generates, it is the engine.
func TestABrokenEngineIsNotBlamedOnAModel(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		f.be(func(m *mood) { m.stream = refusing(500, "") })
		plan := fourModels(f)
		s.ensure(plan)
		s.untilUnhealthy("HTTPError")
	})
}

// Nor where all of them generated a moment ago.
func TestABreakingEngineIsNotBlamedOnAModel(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		plan := fourModels(f)
		s.ensure(plan)
		s.untilHealthy()
		f.be(func(m *mood) { m.stream = refusing(500, "") })
		s.untilUnhealthy("HTTPError")
		f.be(func(m *mood) { m.stream = brokenFor(f, "comment") })
		named := func(seen EngineObservation) bool {
			return seen.Health == health.Unhealthy && seen.Reason == "ModelsMissing"
		}
		if took := s.until(2*time.Minute, named); took > time.Minute {
			t.Errorf("the model that stayed broken was named after %v", took)
		}
	})
}
