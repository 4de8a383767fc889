// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestLie07MissingAdapter: an adapter is not there, whether the list says so or not.
func TestLie07MissingAdapter(t *testing.T) {
	t.Parallel()
	lacking := func(name string, p sim.Protocol, script sim.Script, state v1alpha1.ModelState, words string) lie {
		return lie{
			name: name, protocol: p, script: script, event: v1alpha1.EngineModelsMissing,
			shows: append(onLegacy(v1alpha1.EngineModelsMissing, words), model("error_fix", state), model("prompt", v1alpha1.ModelReady)),
		}
	}
	missing := func(p sim.Protocol, m sim.Misbehaviour) lie {
		return lacking(string(m)+"-"+lower(p), p, sim.Script{Misbehave: m}, v1alpha1.ModelMissing, "does not list error_fix")
	}
	listedAndBroken := func(p sim.Protocol) lie {
		return lacking("listed-and-broken-"+lower(p), p, sim.Script{FailModels: []string{"error_fix"}}, v1alpha1.ModelBroken,
			"model error_fix is listed and does not generate")
	}
	uncover(t,
		missing(sim.OpenAI, sim.MissingAdapter), missing(sim.MultiLoRA, sim.MissingAdapter), missing(sim.CodeGen, sim.MissingAdapter),
		missing(sim.OpenAI, sim.MissingAdapterServed),
		lacking("listed-as-base", sim.OpenAI, sim.Script{Misbehave: sim.BaseServedAdapter}, v1alpha1.ModelMissing,
			"serves its base model under the name of error_fix"),
		listedAndBroken(sim.OpenAI), listedAndBroken(sim.MultiLoRA), listedAndBroken(sim.CodeGen),
	)
}
