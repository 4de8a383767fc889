// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestLie12ClockStep: a clock steps by an hour, back and forth, in the middle of each stream. It is the engine's, for the machine's must
// not be set by a test: no date, creation time or stamp of an engine finds its way into a duration. That our own
// durations do not follow the wall either is shown beside the clients, in internal/engine.
func TestLie12ClockStep(t *testing.T) {
	t.Parallel()
	stepping := func(name string, p sim.Protocol, build sim.Build) lie {
		return lie{
			name: name, protocol: p, spec: spec(jay(flips)), then: tookWhatItTook,
			script: sim.Script{Misbehave: sim.ClockStep, StampSends: true, Build: build, Tokens: 60, TokenInterval: 20 * time.Millisecond},
			shows: []func(*v1alpha1.CodeGenBackendStatus) bool{
				active(v1alpha1.EngineVLLM), bothHealthy, ran(v1alpha1.ThroughVLLM, v1alpha1.VerdictPass, ""),
				says(v1alpha1.ConditionReady, v1alpha1.ReasonServing),
			},
		}
	}
	uncover(t, stepping("openai", sim.OpenAI, sim.BuildNewest), stepping("multilora", sim.MultiLoRA, sim.BuildNewest),
		stepping("codegen", sim.CodeGen, sim.BuildOlder))
}

// tookWhatItTook: every run took at least the time over which the engine spread it, and less than its timeout.
func tookWhatItTook(s *stage, l *liar) {
	const paced, timeout = 1200, 10_000
	for _, run := range canaryIn(&l.backend.Status, jayCanary, v1alpha1.ThroughVLLM).History {
		took, first := *run.DurationMilliseconds, *run.FirstChunkMilliseconds
		if took < paced || took > timeout || first <= 0 || first > took || time.Since(run.Time.Time).Abs() > 10*time.Minute {
			s.Errorf("a run took %dms, its first chunk %dms, at %v", took, first, run.Time)
		}
	}
	if gap := *canaryIn(&l.backend.Status, jayCanary, v1alpha1.ThroughVLLM).InterChunkMilliseconds.Max; gap > timeout {
		s.Errorf("the longest gap is %dms", gap)
	}
}
