// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestLie06Padding: four chunks among some hundred events that carry no text.
func TestLie06Padding(t *testing.T) {
	t.Parallel()
	padded := func(p sim.Protocol) lie {
		return lie{
			name: lower(p), protocol: p, script: sim.Script{Misbehave: sim.Padding}, spec: spec(jay()),
			shows: []func(*v1alpha1.CodeGenBackendStatus) bool{
				ran(v1alpha1.ThroughVLLM, v1alpha1.VerdictFail, v1alpha1.ReasonOffTarget), result("Chunks", "50..100", "4"),
				says(v1alpha1.ConditionStreamingOnTarget, v1alpha1.ReasonOffTarget), says(v1alpha1.ConditionOutputCorrect, v1alpha1.ReasonOutputMatched),
				says(v1alpha1.ConditionDegraded, v1alpha1.ReasonCanaryFailing),
			},
			event: v1alpha1.ReasonOffTarget,
		}
	}
	uncover(t, padded(sim.OpenAI), padded(sim.MultiLoRA), padded(sim.CodeGen))
}
