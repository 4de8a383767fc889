// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestRunRequests: an annotation runs all canaries at once, though they are due in an hour; the same request again is none.
func TestRunRequests(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.serveEndpointsOf("hapa")
	s.operator()
	hourly := func(c *v1alpha1.CanarySpec) { c.PeriodSeconds = 3600 }
	b := s.apply(s.backend(jay(hourly, func(c *v1alpha1.CanarySpec) {
		c.Through = []v1alpha1.CanaryPath{v1alpha1.ThroughVLLM, v1alpha1.ThroughLegacy, v1alpha1.ThroughRoute}
	}), jay(hourly, func(c *v1alpha1.CanarySpec) { c.Name = "another" })))
	s.shows(b, "the first runs", settledIn(s.vllm), bothHealthy, ran(v1alpha1.ThroughVLLM, v1alpha1.VerdictPass, ""),
		ran(v1alpha1.ThroughLegacy, v1alpha1.VerdictPass, ""))
	b = s.shows(b, "the first run through the route", settledIn(s.vllm), ran(v1alpha1.ThroughRoute, v1alpha1.VerdictPass, ""))
	s.unasked(s.vllm, s.legacy) // the next is due in an hour
	vllm, legacy, route := len(asked(s.vllm)), len(asked(s.legacy)), len(routed(asked(s.vllm)))
	known := map[v1alpha1.CanaryPath]int{}
	for _, way := range []v1alpha1.CanaryPath{v1alpha1.ThroughVLLM, v1alpha1.ThroughLegacy, v1alpha1.ThroughRoute} {
		known[way] = len(canaryIn(&b.Status, jayCanary, way).History)
	}

	for _, request := range []string{"today-1", "today-2"} {
		s.requestRuns(request)
		vllm, legacy, route = vllm+3, legacy+1, route+1 // direct, its paired run, and the other canary; direct
		s.until("all canaries to run", func() (bool, string) {
			return len(asked(s.vllm)) == vllm && len(asked(s.legacy)) == legacy && len(routed(asked(s.vllm))) == route,
				fmt.Sprintf("%d on vllm, %d on legacy", len(asked(s.vllm)), len(asked(s.legacy)))
		})
		s.requestRuns(request)
		s.unasked(s.vllm, s.legacy)
	}
	// A run that came to what the one before came to is reported with the next refresh, within about a minute.
	s.shows(b, "the runs to be reported", runs(v1alpha1.ThroughVLLM, known[v1alpha1.ThroughVLLM]+2),
		runs(v1alpha1.ThroughLegacy, known[v1alpha1.ThroughLegacy]+2), runs(v1alpha1.ThroughRoute, known[v1alpha1.ThroughRoute]+2))
}

// request annotates the object, as users do.
func (s *stage) requestRuns(value string) {
	s.Helper()
	out := s.kubectl("annotate", "--overwrite", "codegenbackend", "hapa", v1alpha1.AnnotationRunCanaries+"="+value)
	if !strings.Contains(out, "annotated") {
		s.Errorf("kubectl says %q", out)
	}
}

// unasked: no canary comes for as long as several probes take.
func (s *stage) unasked(engines ...*sim.Engine) {
	s.Helper()
	var before []int
	for _, e := range engines {
		before = append(before, len(asked(e)))
		s.quietFor(e)
	}
	for i, e := range engines {
		if n := len(asked(e)); n != before[i] {
			s.Errorf("%d canaries came to the %s engine unasked", n-before[i], e.Protocol())
		}
	}
}

// runs reports whether the canary on a way has run so often.
func runs(through v1alpha1.CanaryPath, times int) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool {
		c := canaryIn(s, jayCanary, through)
		return c != nil && len(c.History) == times
	}
}
