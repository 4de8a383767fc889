// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestLie05BufferingProxy: the first chunk comes late, and everything else with it. How many chunks came, and when the last
// did, looks as it should.
func TestLie05BufferingProxy(t *testing.T) {
	t.Parallel()
	const hint = "Something on the way buffers the stream"
	paired := spec(jay(func(c *v1alpha1.CanarySpec) {
		c.Through = []v1alpha1.CanaryPath{v1alpha1.ThroughVLLM, v1alpha1.ThroughRoute}
		c.Targets.FirstChunkMilliseconds = &v1alpha1.Range{Max: new(int64(1500))}
	}))
	slowly := sim.Script{Tokens: 60, TokenInterval: 40 * time.Millisecond}
	heldBack := slowly
	heldBack.Misbehave = sim.Buffered
	uncover(t,
		lie{
			name: "a-proxy", script: slowly, spec: paired, way: func(s *stage, engine string) string { return s.proxy(engine, buffering) },
			shows: []func(*v1alpha1.CodeGenBackendStatus) bool{
				ran(v1alpha1.ThroughVLLM, v1alpha1.VerdictPass, ""),
				ran(v1alpha1.ThroughRoute, v1alpha1.VerdictFail, v1alpha1.ReasonOffTarget, hint),
				blames(v1alpha1.CulpritRoute), added(1000, 9000), bothHealthy, active(v1alpha1.EngineVLLM),
				says(v1alpha1.ConditionStreamingOnTarget, v1alpha1.ReasonOffTarget),
			},
			event: v1alpha1.ReasonOffTarget, then: onlyTheFirstChunkIsLate,
		},
		lie{
			name: "the-engine", script: heldBack, spec: paired, way: func(s *stage, engine string) string { return s.proxy(engine) },
			shows: []func(*v1alpha1.CodeGenBackendStatus) bool{
				ran(v1alpha1.ThroughVLLM, v1alpha1.VerdictFail, v1alpha1.ReasonOffTarget, hint),
				ran(v1alpha1.ThroughRoute, v1alpha1.VerdictFail, v1alpha1.ReasonOffTarget, hint),
				blames(v1alpha1.CulpritEngine), says(v1alpha1.ConditionStreamingOnTarget, v1alpha1.ReasonOffTarget),
			},
			event: v1alpha1.ReasonOffTarget,
		},
	)
}

// onlyTheFirstChunkIsLate: the count holds, and the gaps are next to nothing beside the wait.
func onlyTheFirstChunkIsLate(s *stage, l *liar) {
	c := canaryIn(&l.backend.Status, jayCanary, v1alpha1.ThroughRoute)
	for _, result := range c.Results {
		if (result.Verdict == v1alpha1.VerdictPass) != (result.Target == "Chunks") {
			s.Errorf("result %+v", result)
		}
	}
	if *c.InterChunkMilliseconds.P50 > 20 || *c.FirstChunkMilliseconds < 1500 {
		s.Errorf("median gap %dms after %dms", *c.InterChunkMilliseconds.P50, *c.FirstChunkMilliseconds)
	}
}

func blames(culprit v1alpha1.Culprit) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool {
		c := canaryIn(s, jayCanary, v1alpha1.ThroughRoute)
		return c != nil && c.Culprit == culprit
	}
}

// added reports whether the first chunk came so much later through the route.
func added(least, most int64) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool {
		c := canaryIn(s, jayCanary, v1alpha1.ThroughRoute)
		return c != nil && c.AddedFirstChunkMilliseconds != nil && *c.AddedFirstChunkMilliseconds >= least &&
			*c.AddedFirstChunkMilliseconds <= most
	}
}
