// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
	"github.com/codegen-dev/codegen-operator/controllers/status"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/prober"
	"github.com/codegen-dev/codegen-operator/test/scene"
)

// TestConditions tells, for each situation, what Ready, Degraded and Routed say.
func TestConditions(t *testing.T) {
	for name, c := range map[string]struct {
		play                    func(*scene.Scene)
		ready, degraded, routed string
	}{
		"nothing seen yet": {func(s *scene.Scene) {
			s.Routes = state.NothingToRoute("none yet")
		}, "False Progressing", "True NotServing", "Unknown NothingToRoute"},
		"vllm serves": {func(s *scene.Scene) { s.BothHealthy() }, "True Serving", "False AsDeclared", "True RoutesReady"},
		"legacy serves": {func(s *scene.Scene) {
			s.BothHealthy().See(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout)
		}, "True ServingFromLegacy", "True ServedByLegacy", "True RoutesReady"},
		"both down from the start": {func(s *scene.Scene) {
			s.Routes = state.NothingToRoute("none yet")
			s.See(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).See(decide.Legacy, health.Unhealthy, v1alpha1.EngineTimeout)
		}, "False NoHealthyEngine", "True NotServing", "Unknown NothingToRoute"},
		"both down later": {func(s *scene.Scene) {
			s.BothHealthy().Reconcile()
			s.See(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).See(decide.Legacy, health.Unhealthy, v1alpha1.EngineTimeout)
		}, "False NoHealthyEngine", "True NotServing", "True RoutesReady"},
		"a route that fails": {func(s *scene.Scene) {
			s.BothHealthy().Routes = scene.ByService(state.Route{Reason: v1alpha1.ReasonApplyFailed, Message: "no"})
		}, "False RouteFailed", "True NotServing", "False ApplyFailed"},
		"pinned to legacy": {func(s *scene.Scene) {
			pin(s.BothHealthy(), v1alpha1.EngineLegacy)
		}, "True ServingFromLegacy", "False AsDeclared", "True RoutesReady"},
		"pinned to a sick one": {func(s *scene.Scene) {
			pin(s.BothHealthy().See(decide.Legacy, health.Unhealthy, v1alpha1.EngineTimeout), v1alpha1.EngineLegacy)
		}, "False PinnedToUnhealthy", "True NotServing", "True RoutesReady"},
		"paused on a sick one": {func(s *scene.Scene) {
			s.BothHealthy().Reconcile().See(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout)
			s.Backend.Spec.Mode = v1alpha1.ModePaused
			s.Routes = state.NotActing("paused", true)
		}, "False HeldOnUnhealthy", "True NotServing", "True RoutesReady"},
		"a model is missing on legacy": {func(s *scene.Scene) {
			s.BothHealthy().Observed.Legacy.Models = []prober.Model{{Name: "prompt", Presence: prober.Missing}}
		}, "True Serving", "True ModelsMissing", "True RoutesReady"},
	} {
		t.Run(name, func(t *testing.T) {
			s := scene.New()
			c.play(s)
			s.Reconcile()
			got := [3]string{s.Reason(v1alpha1.ConditionReady), s.Reason(v1alpha1.ConditionDegraded), s.Reason(v1alpha1.ConditionRouted)}
			if want := [3]string{c.ready, c.degraded, c.routed}; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func pin(s *scene.Scene, e v1alpha1.EngineName) {
	s.Backend.Spec.Failover.Pin = &v1alpha1.Pin{Engine: e, Until: metav1.NewTime(s.Now.Add(time.Hour)), Reason: "test"}
}

// TestCanaryConditions says what the latest runs of the active engine make of StreamingOnTarget, OutputCorrect and Degraded.
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
			s := scene.New().BothHealthy()
			s.Backend.Spec.Chunking.Chunks = &v1alpha1.Range{Min: new(int64(50))}
			s.Backend.Spec.Canaries = []v1alpha1.CanarySpec{{Name: "c", Through: []v1alpha1.CanaryPath{v1alpha1.ThroughVLLM}}}
			c.run.Canary, c.run.Ended = "c", s.Now
			s.Observed.VLLM.Canaries = []prober.CanaryObservation{{Name: "c", Runs: []prober.Run{c.run}}}
			s.Reconcile()
			got := [3]string{
				s.Reason(v1alpha1.ConditionStreamingOnTarget),
				s.Reason(v1alpha1.ConditionOutputCorrect),
				s.Reason(v1alpha1.ConditionDegraded),
			}
			if want := [3]string{c.streaming, c.output, c.degraded}; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// TestARestartKeepsTheStatus: after a restart nothing is known for some seconds, and the status goes on saying what it said.
func TestARestartKeepsTheStatus(t *testing.T) {
	s := scene.New().BothHealthy().Reconcile()
	writes := s.Writes
	fresh := prober.EngineObservation{EngineObservation: health.Combine(), Probed: true}
	s.Observed = prober.Observation{VLLM: fresh, Legacy: fresh}
	s.Routes = scene.ByService(state.Route{Pending: true, Reason: v1alpha1.ReasonNoAddress})
	s.Pass(time.Second).Reconcile()
	if s.Writes != writes || s.Reason(v1alpha1.ConditionReady) != "True Serving" {
		t.Errorf("%d writes, Ready %s", s.Writes-writes, s.Reason(v1alpha1.ConditionReady))
	}
}

// TestUnwatchedIsUnknown: what nobody looks at is not healthy because it once was.
func TestUnwatchedIsUnknown(t *testing.T) {
	s := scene.New().BothHealthy().Reconcile()
	s.Observed.VLLM = prober.EngineObservation{EngineObservation: health.Combine()}
	s.StallReason = status.StallReason{Reason: v1alpha1.ReasonSecretMissing, Message: "create it"}
	s.Reconcile()
	got := [3]string{s.Reason(v1alpha1.ConditionVLLMHealthy), s.Reason(v1alpha1.ConditionReady), s.Reason(v1alpha1.ConditionStalled)}
	if want := [3]string{"Unknown Unknown", "Unknown Progressing", "True SecretMissing"}; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestAMoveThatFailsLeavesReady: clients are served where they are; Routed tells that the flip waits.
func TestAMoveThatFailsLeavesReady(t *testing.T) {
	s := scene.New().BothHealthy().See(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).Reconcile()
	s.Pass(time.Hour).BothHealthy().Routes = scene.ByService(state.Route{Reason: v1alpha1.ReasonNoAddress, Message: "no ready address"})
	s.Reconcile()
	got := [2]string{s.Reason(v1alpha1.ConditionReady), s.Reason(v1alpha1.ConditionRouted)}
	if want := [2]string{"True ServingFromLegacy", "False NoAddress"}; got != want || s.Backend.Status.Active != v1alpha1.EngineLegacy {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestAnUnroutedDecisionIsNotReported: the status does not name an engine that no route points to.
func TestAnUnroutedDecisionIsNotReported(t *testing.T) {
	s := scene.New().BothHealthy().Reconcile()
	s.See(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).Routes = scene.ByService(
		state.Route{Reason: v1alpha1.ReasonApplyFailed, Message: "the quota is used up"},
	)
	s.Reconcile()
	if s.Backend.Status.Active != v1alpha1.EngineVLLM || len(s.Backend.Status.Flips) != 0 {
		t.Errorf("active %s, %d flips", s.Backend.Status.Active, len(s.Backend.Status.Flips))
	}
}
