// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestLie02Hung: health says 200, all models are listed, and no token comes.
func TestLie02Hung(t *testing.T) {
	t.Parallel()
	shows := append(onLegacy(v1alpha1.EngineHung, "generated nothing in time"), model("prompt", v1alpha1.ModelReady))
	hung := func(name string, p sim.Protocol, m sim.Misbehaviour) lie {
		return lie{name: name, protocol: p, script: sim.Script{Misbehave: m}, shows: shows, event: v1alpha1.EngineHung}
	}
	uncover(t,
		hung("openai", sim.OpenAI, sim.Hung),
		hung("multilora", sim.MultiLoRA, sim.Hung),
		hung("codegen", sim.CodeGen, sim.Hung),
		hung("no-first-byte", sim.OpenAI, sim.NoFirstByte),
		lie{
			name: "after-health", script: sim.Script{Misbehave: sim.Hung}, spec: spec(jay()), later: true,
			shows: moved(v1alpha1.EngineHung), event: v1alpha1.FlipActiveUnhealthy,
		},
	)
}
