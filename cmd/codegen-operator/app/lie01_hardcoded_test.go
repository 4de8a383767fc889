// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestLie01HardCoded: the answer was made before the question.
func TestLie01HardCoded(t *testing.T) {
	t.Parallel()
	reported := []func(*v1alpha1.CodeGenBackendStatus) bool{
		active(v1alpha1.EngineVLLM), bothHealthy,
		ran(v1alpha1.ThroughVLLM, v1alpha1.VerdictFail, v1alpha1.EngineOutputFabricated, "made before the question"),
		says(v1alpha1.ConditionOutputCorrect, v1alpha1.ReasonOutputFabricated),
		says(v1alpha1.ConditionDegraded, v1alpha1.ReasonCanaryFailing), outputShown(v1alpha1.OutputFabricated),
	}
	uncover(
		t,
		lie{
			name:   "hard-coded",
			script: sim.Script{Misbehave: sim.HardCoded},
			spec:   spec(jay()),
			shows:  reported,
			event:  v1alpha1.ReasonOutputFabricated,
		},
		lie{
			name: "cached", script: sim.Script{Misbehave: sim.HardCoded, HardCodedAnswer: `print("Jay-k3v9x2q7")`},
			spec: spec(jay()), shows: reported, event: v1alpha1.ReasonOutputFabricated,
		},
		lie{
			name: "moves-traffic", script: sim.Script{Misbehave: sim.HardCoded}, spec: spec(jay(flips)), later: true,
			shows: moved(v1alpha1.EngineOutputFabricated), event: v1alpha1.FlipActiveUnhealthy,
		},
	)
}

func outputShown(o v1alpha1.OutputVerdict) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool { return s.Streaming != nil && s.Streaming.Output == o }
}
