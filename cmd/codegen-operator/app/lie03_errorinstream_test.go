// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestLie03ErrorInStream: the stream is a 200, and an error comes inside it, followed by an end marker.
func TestLie03ErrorInStream(t *testing.T) {
	t.Parallel()
	script := sim.Script{Misbehave: sim.ErrorInStream}
	pulsed := func(name string, p sim.Protocol) lie {
		return lie{
			name:     name,
			protocol: p,
			script:   script,
			shows:    onLegacy(v1alpha1.EngineStreamBroken, "CUDA error"),
			event:    v1alpha1.EngineStreamBroken,
		}
	}
	uncover(t,
		pulsed("openai", sim.OpenAI), pulsed("multilora", sim.MultiLoRA), pulsed("codegen", sim.CodeGen),
		lie{
			name: "after-health", script: script, spec: spec(jay()), later: true,
			shows: moved(v1alpha1.EngineStreamBroken), event: v1alpha1.FlipActiveUnhealthy,
		},
		lie{
			name: "by-canary", script: script, spec: spec(rarelyPulsed, jay()), later: true,
			shows: broken("CUDA error"), event: v1alpha1.ReasonStreamFailed,
		},
	)
}
