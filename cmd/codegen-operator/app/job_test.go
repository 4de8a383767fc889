// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// withCanary adds a canary that checks the output and is held to the contract of the mission.
func withCanary(spec *v1alpha1.CodeGenBackendSpec) {
	spec.Chunking.ChunkingSpec = v1alpha1.ChunkingSpec{
		Chunks:                 &v1alpha1.Range{Min: new(int64(50)), Max: new(int64(100))},
		ChunksPerSecond:        &v1alpha1.Range{Min: new(int64(10))},
		FirstChunkMilliseconds: &v1alpha1.Range{Max: new(int64(1000))},
		DurationMilliseconds:   &v1alpha1.Range{Max: new(int64(5000))},
	}
	spec.Canaries = []v1alpha1.CanarySpec{{
		Name: "print-jay", Model: "prompt", Prompt: `Write one line of Python that prints "Jay-{{nonce}}". Code only.`,
		Expect: &v1alpha1.Expectation{Contains: `print("Jay-{{nonce}}")`}, PeriodSeconds: 10, TimeoutSeconds: 5, MaxTokens: 128,
	}}
}

// TestMainJob is what the operator is for: it proves vllm with a streamed generation, places the traffic there, moves it within a second of
// vllm's death, and brings it back.
func TestMainJob(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.vllm.SetScript(sim.Script{Tokens: 60})
	s.operator()
	b := s.apply(s.backend(withCanary))

	b = s.becomes(b, "vllm to serve with a passing canary", all(active(v1alpha1.EngineVLLM), bothHealthy,
		says(v1alpha1.ConditionReady, v1alpha1.ReasonServing), says(v1alpha1.ConditionStreamingOnTarget, v1alpha1.ReasonOnTarget),
		says(v1alpha1.ConditionOutputCorrect, v1alpha1.ReasonOutputMatched), says(v1alpha1.ConditionDegraded, v1alpha1.ReasonAsDeclared)))
	s.hasEndpoints("hapa", vllmAddress)
	if c := b.Status.Canaries[0]; *c.Chunks < 50 || *c.Chunks > 100 || c.Verdict != v1alpha1.VerdictPass || len(c.Results) != 4 ||
		c.Tokens == nil {
		t.Errorf("the canary's numbers are off: %+v", c)
	}
	line := s.kubectl("get", "codegenbackends")
	if !strings.Contains(line, "Matched") || !strings.Contains(line, "vllm") {
		t.Errorf("kubectl get shows\n%s", line)
	}

	killed := time.Now()
	s.vllm.Kill()
	timing.AtMost(t, "moving the route after the kill", s.moved(killed, "hapa", legacyAddress), time.Second)
	b = s.becomes(b, "the flip to be told", all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionReady, v1alpha1.ReasonServingFromLegacy),
		says(v1alpha1.ConditionDegraded, v1alpha1.ReasonServedByLegacy), says(v1alpha1.ConditionVLLMHealthy, v1alpha1.EngineConnectionRefused)))
	if f := b.Status.Flips[0]; f.From != v1alpha1.EngineVLLM || f.To != v1alpha1.EngineLegacy || f.Reason != v1alpha1.FlipActiveUnhealthy ||
		f.Message == "" {
		t.Errorf("the flip history has %+v", f)
	}

	must(t, s.vllm.Revive())
	b = s.becomes(b, "the failback", active(v1alpha1.EngineVLLM))
	if f := b.Status.Flips[0]; f.Reason != v1alpha1.FlipPreferredHealthy || len(b.Status.Flips) != 2 {
		t.Errorf("the flip history has %+v", b.Status.Flips)
	}
	s.hasEndpoints("hapa", vllmAddress)
	t.Log("\n" + s.kubectl("get", "codegenbackends", "-o", "wide") + "\n" + s.kubectl("describe", "codegenbackend", "hapa"))
}

// TestVanished: packets are dropped, and no reset comes.
func TestVanished(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend())
	s.becomes(b, "both engines to be healthy", all(active(v1alpha1.EngineVLLM), bothHealthy))

	vanished := time.Now()
	s.vllm.Vanish()
	timing.AtMost(t, "moving the route after the engine vanished", s.moved(vanished, "hapa", legacyAddress), 5*time.Second)
	s.becomes(b, "the reason to be told", says(v1alpha1.ConditionVLLMHealthy, v1alpha1.EngineTimeout))
}

// TestHung: health says 200, and no token comes.
func TestHung(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend())
	s.becomes(b, "both engines to be healthy", all(active(v1alpha1.EngineVLLM), bothHealthy))

	hung := time.Now()
	s.vllm.Misbehave(sim.Hung)
	timing.AtMost(t, "moving the route after the engine hung", s.moved(hung, "hapa", legacyAddress), 10*time.Second)
	s.becomes(b, "the reason to be told", says(v1alpha1.ConditionVLLMHealthy, v1alpha1.EngineHung))
}
