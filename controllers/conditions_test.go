// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// TestConditions tells, for each situation, what Ready, Degraded and Routed say.
func TestConditions(t *testing.T) {
	for name, c := range map[string]struct {
		play                    func(*scene)
		ready, degraded, routed string
	}{
		"nothing seen yet": {func(s *scene) {
			s.routed = route.Nothing("none yet")
		}, "False Progressing", "True NotServing", "Unknown NothingToRoute"},
		"vllm serves": {func(s *scene) { s.bothHealthy() }, "True Serving", "False AsDeclared", "True RoutesReady"},
		"legacy serves": {func(s *scene) {
			s.bothHealthy().see(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout)
		}, "True ServingFromLegacy", "True ServedByLegacy", "True RoutesReady"},
		"both down from the start": {func(s *scene) {
			s.routed = route.Nothing("none yet")
			s.see(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).see(decide.Legacy, health.Unhealthy, v1alpha1.EngineTimeout)
		}, "False NoHealthyEngine", "True NotServing", "Unknown NothingToRoute"},
		"both down later": {func(s *scene) {
			s.bothHealthy().reconcile()
			s.see(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).see(decide.Legacy, health.Unhealthy, v1alpha1.EngineTimeout)
		}, "False NoHealthyEngine", "True NotServing", "True RoutesReady"},
		"a route that fails": {func(s *scene) {
			s.bothHealthy().routed = byService(route.State{Reason: v1alpha1.ReasonApplyFailed, Message: "no"})
		}, "False RouteFailed", "True NotServing", "False ApplyFailed"},
		"pinned to legacy": {func(s *scene) {
			s.bothHealthy().pin(v1alpha1.EngineLegacy)
		}, "True ServingFromLegacy", "False AsDeclared", "True RoutesReady"},
		"pinned to a sick one": {func(s *scene) {
			s.bothHealthy().see(decide.Legacy, health.Unhealthy, v1alpha1.EngineTimeout).pin(v1alpha1.EngineLegacy)
		}, "False PinnedToUnhealthy", "True NotServing", "True RoutesReady"},
		"paused on a sick one": {func(s *scene) {
			s.bothHealthy().reconcile().see(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout)
			s.backend.Spec.Mode = v1alpha1.ModePaused
			s.routed = route.NotActing("paused", true)
		}, "False HeldOnUnhealthy", "True NotServing", "True RoutesReady"},
		"a model is missing on legacy": {func(s *scene) {
			s.bothHealthy().seen.Legacy.Models = []prober.Model{{Name: "prompt", Presence: prober.Missing}}
		}, "True Serving", "True ModelsMissing", "True RoutesReady"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			c.play(s)
			s.reconcile()
			got := [3]string{s.reason(v1alpha1.ConditionReady), s.reason(v1alpha1.ConditionDegraded), s.reason(v1alpha1.ConditionRouted)}
			if want := [3]string{c.ready, c.degraded, c.routed}; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func (s *scene) pin(e v1alpha1.EngineName) {
	s.backend.Spec.Failover.Pin = &v1alpha1.Pin{Engine: e, Until: metav1.NewTime(s.now.Add(time.Hour)), Reason: "test"}
}

// TestCanaryConditions tells what the latest runs of the active engine make of StreamingOnTarget, OutputCorrect and Degraded.
func TestCanaryConditions(t *testing.T) {
	off := []measure.Result{{Target: measure.TargetChunks, Want: "50..100", Got: "41", Verdict: measure.Fail, Sentence: "short"}}
	for name, c := range map[string]struct {
		run                         prober.Run
		streaming, output, degraded string
	}{
		"on target":    {prober.Run{Outcome: health.Outcome{Verdict: health.Pass}, Output: measure.Matched}, "True OnTarget", "True Matched", "False AsDeclared"},
		"off target":   {prober.Run{Outcome: health.Outcome{Verdict: health.Fail, Reason: "OffTarget"}, Results: off, Output: measure.Matched}, "False OffTarget", "True Matched", "True CanaryFailing"},
		"wrong":        {prober.Run{Outcome: health.Outcome{Verdict: health.Fail}, Output: measure.Wrong}, "True OnTarget", "False OutputWrong", "True CanaryFailing"},
		"fabricated":   {prober.Run{Outcome: health.Outcome{Verdict: health.Fail}, Output: measure.Fabricated}, "True OnTarget", "False OutputFabricated", "True CanaryFailing"},
		"broken":       {prober.Run{Outcome: health.Outcome{Verdict: health.Fail, Reason: "StreamBroken"}, Output: measure.NotChecked}, "False StreamFailed", "Unknown NotMeasured", "True CanaryFailing"},
		"inconclusive": {prober.Run{Outcome: health.Outcome{Verdict: health.Inconclusive}, Output: measure.NotChecked}, "Unknown NotMeasured", "Unknown NotMeasured", "False AsDeclared"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene().bothHealthy()
			s.backend.Spec.Chunking.Chunks = &v1alpha1.Range{Min: new(int64(50))}
			s.backend.Spec.Canaries = []v1alpha1.CanarySpec{{Name: "c", Through: []v1alpha1.CanaryPath{v1alpha1.ThroughVLLM}}}
			c.run.Canary, c.run.Ended = "c", s.now
			s.seen.VLLM.Canaries = []prober.CanaryObservation{{Name: "c", Runs: []prober.Run{c.run}}}
			s.reconcile()
			got := [3]string{s.reason(v1alpha1.ConditionStreamingOnTarget), s.reason(v1alpha1.ConditionOutputCorrect), s.reason(v1alpha1.ConditionDegraded)}
			if want := [3]string{c.streaming, c.output, c.degraded}; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// TestRestartIsNoNews: after a restart nothing is known for some seconds, and the status goes on saying what it said.
func TestRestartIsNoNews(t *testing.T) {
	s := newScene().bothHealthy().reconcile()
	writes := s.writes
	fresh := prober.EngineObservation{EngineObservation: health.Combine(), Probed: true}
	s.seen = prober.Observation{VLLM: fresh, Legacy: fresh}
	s.routed = byService(route.State{Pending: true, Reason: v1alpha1.ReasonNoAddress})
	s.pass(time.Second).reconcile()
	if s.writes != writes || s.reason(v1alpha1.ConditionReady) != "True Serving" {
		t.Errorf("%d writes, Ready %s", s.writes-writes, s.reason(v1alpha1.ConditionReady))
	}
}

// TestUnwatchedIsUnknown: what nobody looks at is not healthy because it once was.
func TestUnwatchedIsUnknown(t *testing.T) {
	s := newScene().bothHealthy().reconcile()
	s.seen.VLLM = prober.EngineObservation{EngineObservation: health.Combine()}
	s.hindrance = hindrance{v1alpha1.ReasonSecretMissing, "create it"}
	s.reconcile()
	got := [3]string{s.reason(v1alpha1.ConditionVLLMHealthy), s.reason(v1alpha1.ConditionReady), s.reason(v1alpha1.ConditionStalled)}
	if want := [3]string{"Unknown Unknown", "Unknown Progressing", "True SecretMissing"}; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestAMoveThatFailsLeavesReady: clients are served where they are; Routed tells that the flip waits.
func TestAMoveThatFailsLeavesReady(t *testing.T) {
	s := newScene().bothHealthy().see(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).reconcile()
	s.pass(time.Hour).bothHealthy().routed = byService(route.State{Reason: v1alpha1.ReasonNoAddress, Message: "no ready address"})
	s.reconcile()
	got := [2]string{s.reason(v1alpha1.ConditionReady), s.reason(v1alpha1.ConditionRouted)}
	if want := [2]string{"True ServingFromLegacy", "False NoAddress"}; got != want || s.backend.Status.Active != v1alpha1.EngineLegacy {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestUnroutedDecisionIsNotTold: the status does not name an engine that the routes do not carry.
func TestUnroutedDecisionIsNotTold(t *testing.T) {
	s := newScene().bothHealthy().reconcile()
	s.see(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).routed = byService(route.State{Reason: v1alpha1.ReasonApplyFailed, Message: "the quota is used up"})
	s.reconcile()
	if s.backend.Status.Active != v1alpha1.EngineVLLM || len(s.backend.Status.Flips) != 0 {
		t.Errorf("active %s, %d flips", s.backend.Status.Active, len(s.backend.Status.Flips))
	}
}
