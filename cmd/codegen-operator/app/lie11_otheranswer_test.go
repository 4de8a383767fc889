// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestLie11OtherAnswer: what comes is not an answer of the engine's: a redirect to somewhere else, a compressed reply, an error page that
// says 200. Each kind of check finds it.
func TestLie11OtherAnswer(t *testing.T) {
	t.Parallel()
	var lies []lie
	for _, form := range []struct {
		m             sim.Misbehaviour
		probe, stream string
	}{
		{sim.Redirect, "redirect (307 Temporary Redirect), which is not followed", "redirect (307 Temporary Redirect), which is not followed"},
		{sim.Gzip, "compressed its answer (gzip)", "compressed its answer (gzip)"},
		{sim.GzipBomb, "compressed its answer (gzip)", "compressed its answer (gzip)"},
		{sim.HTML200, "HTML page", "text/html instead of an event stream"},
	} {
		script := sim.Script{Misbehave: form.m}
		for _, p := range []sim.Protocol{sim.OpenAI, sim.CodeGen} {
			lies = append(lies, lie{
				name: string(form.m) + "-" + lower(p), protocol: p, script: script, then: nobodyFollowed,
				shows: onLegacy(v1alpha1.EngineHTTPError, form.probe), event: v1alpha1.EngineHTTPError,
			})
		}
		script.SpareProbes = true
		lies = append(lies, lie{
			name: string(form.m) + "-by-pulse", script: script, then: nobodyFollowed,
			shows: onLegacy(v1alpha1.EngineHTTPError, form.stream), event: v1alpha1.EngineHTTPError,
		}, lie{
			name: string(form.m) + "-by-canary", script: script, spec: spec(rarelyPulsed, jay()), later: true, then: nobodyFollowed,
			shows: []func(*v1alpha1.CodeGenBackendStatus) bool{
				ran(v1alpha1.ThroughVLLM, v1alpha1.VerdictFail, v1alpha1.EngineHTTPError, form.stream),
				says(v1alpha1.ConditionStreamingOnTarget, v1alpha1.ReasonStreamFailed),
			},
			event: v1alpha1.ReasonStreamFailed,
		})
	}
	uncover(t, lies...)
}

func nobodyFollowed(s *stage, l *liar) {
	if n := l.engine.Counts().Elsewhere; n != 0 {
		s.Errorf("%d redirects were followed", n)
	}
}
