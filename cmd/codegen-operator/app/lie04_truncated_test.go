// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestLie04Truncated: the stream ends, and its end marker does not come.
func TestLie04Truncated(t *testing.T) {
	t.Parallel()
	var lies []lie
	for _, form := range []struct {
		m    sim.Misbehaviour
		says string
	}{
		{sim.Truncated, "closed the connection before the answer was complete"},
		{sim.NoEndMarker, "without an end marker"},
		{sim.UnfinishedEvent, "without an end marker"},
		{sim.HeadersOnly, "without an end marker, after 0 chunks"},
	} {
		script := sim.Script{Misbehave: form.m}
		lies = append(lies, lie{
			name: string(form.m) + "-by-canary", script: script, spec: spec(rarelyPulsed, jay()), later: true,
			shows: broken(form.says), event: v1alpha1.ReasonStreamFailed,
		})
		for _, p := range []sim.Protocol{sim.OpenAI, sim.MultiLoRA, sim.CodeGen} {
			lies = append(lies, lie{
				name: string(form.m) + "-" + lower(p), protocol: p, script: script,
				shows: onLegacy(v1alpha1.EngineStreamBroken, form.says), event: v1alpha1.EngineStreamBroken,
			})
		}
	}
	uncover(t, lies...)
}
