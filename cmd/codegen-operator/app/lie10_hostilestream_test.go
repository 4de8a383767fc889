// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestLie10HostileStream: hostile bytes lead to a verdict, and unusual but valid ones pass.
func TestLie10HostileStream(t *testing.T) {
	t.Parallel()
	var lies []lie
	for m, reasons := range map[sim.Misbehaviour][]string{
		sim.Endless:     {v1alpha1.EngineStreamBroken, v1alpha1.EngineTimeout}, // whichever bound a busy machine meets first
		sim.HugeEvent:   {v1alpha1.EngineStreamBroken},
		sim.DeepJSON:    {v1alpha1.EngineStreamBroken},
		sim.InvalidUTF8: {v1alpha1.ReasonOutputWrong},
		sim.NULBytes:    {v1alpha1.EngineStreamBroken},
	} {
		lies = append(lies, lie{
			name: string(m), script: sim.Script{Misbehave: m}, spec: spec(rarelyPulsed, jay()), later: true,
			shows: []func(*v1alpha1.CodeGenBackendStatus) bool{failedFor(reasons), says(v1alpha1.ConditionDegraded, v1alpha1.ReasonCanaryFailing)},
			then:  saysItCleanly,
		})
	}
	for _, m := range []sim.Misbehaviour{sim.BOM, sim.CROnly, sim.MultiDataLines, sim.SplitRunes} {
		lies = append(lies, lie{
			name: string(m), script: sim.Script{Misbehave: m}, spec: spec(jay(flips)),
			shows: []func(*v1alpha1.CodeGenBackendStatus) bool{
				active(v1alpha1.EngineVLLM), bothHealthy, ran(v1alpha1.ThroughVLLM, v1alpha1.VerdictPass, ""),
				says(v1alpha1.ConditionOutputCorrect, v1alpha1.ReasonOutputMatched),
			},
		})
	}
	uncover(t, lies...)
}

func failedFor(reasons []string) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool {
		c := canaryIn(s, jayCanary, v1alpha1.ThroughVLLM)
		return c != nil && c.Verdict == v1alpha1.VerdictFail && slices.Contains(reasons, c.Reason)
	}
}

// saysItCleanly: what the engine sent is not in the status.
func saysItCleanly(s *stage, l *liar) {
	c := canaryIn(&l.backend.Status, jayCanary, v1alpha1.ThroughVLLM)
	odd := func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }
	if c.Message == "" || len(c.Message) > 500 || strings.ContainsFunc(c.Message, odd) {
		s.Errorf("the message is %q", c.Message)
	}
}
