// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package scene

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
	"github.com/codegen-dev/codegen-operator/controllers/status"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// Stage is a state that a backend goes through, as tools that wait for it see it.
type Stage struct {
	// Name of the stage.
	Name string
	// Play brings a scene to the stage. The scene starts with an object that the API server has just accepted.
	Play func(*Scene)
}

// Stages are all stages.
var Stages = []Stage{
	{"created", func(*Scene) {}},
	{"selecting", func(s *Scene) { s.NothingSelected().Reconcile() }},
	{"selecting-both-down", func(s *Scene) {
		s.NothingSelected().Sick(decide.VLLM).Sick(decide.Legacy).Reconcile()
	}},
	{"serving-vllm", func(s *Scene) { s.Serving() }},
	{"serving-legacy", func(s *Scene) { s.Sick(decide.VLLM).Well(decide.Legacy).Reconcile() }},
	{"serving-vllm-legacy-down", func(s *Scene) { s.Serving().Sick(decide.Legacy).Reconcile() }},
	{"changed", func(s *Scene) { s.Serving().Change() }},
	{"changed-proving", func(s *Scene) {
		s.Serving().Change().See(decide.VLLM, health.Unknown, "Unknown").Reconcile()
	}},
	{"changed-rolling-out", func(s *Scene) { s.Serving().Change().Route(rollingOut).Reconcile() }},
	{"changed-rolled-out", func(s *Scene) { s.Serving().Change().Route(rollingOut).Reconcile().Route(ready).Reconcile() }},
	{"changed-refused", func(s *Scene) { s.Serving().Change().Route(refused).Reconcile() }},
	{"failed-over", func(s *Scene) { s.Serving().Sick(decide.VLLM).Reconcile().Reconcile() }},
	{"failing-over-unserved", func(s *Scene) { s.Serving().Sick(decide.VLLM).Route(rollingOut).Reconcile() }},
	{"failing-back-served", func(s *Scene) {
		s.Serving().Sick(decide.VLLM).Reconcile().Pass(time.Minute).Well(decide.VLLM).Route(rollingOut).Reconcile()
	}},
	{"failing-back-in-steps", func(s *Scene) {
		s.InSteps().Serving().Sick(decide.VLLM).Reconcile().Pass(time.Minute).Well(decide.VLLM).Reconcile()
	}},
	{"both-down", func(s *Scene) { s.Serving().Sick(decide.VLLM).Sick(decide.Legacy).Reconcile() }},
	{"pinning", func(s *Scene) { s.Serving().Pinned(v1alpha1.EngineLegacy).Route(rollingOut).Reconcile() }},
	{"pinned", func(s *Scene) { s.Serving().Pinned(v1alpha1.EngineLegacy).Reconcile() }},
	{"pinned-to-unhealthy", func(s *Scene) { s.Serving().Pinned(v1alpha1.EngineVLLM).Reconcile().Sick(decide.VLLM).Reconcile() }},
	{"restarted", func(s *Scene) { s.Serving().See(decide.VLLM, health.Unknown, "Unknown").Reconcile() }},
	{"stalled-secret", func(s *Scene) {
		s.StallReason = status.StallReason{Reason: v1alpha1.ReasonSecretMissing, Message: "Secret vllm-key does not exist"}
		s.NothingSelected().Reconcile()
	}},
	{"stalled-secret-while-serving", func(s *Scene) {
		s.Serving().Change()
		s.StallReason = status.StallReason{Reason: v1alpha1.ReasonSecretMissing, Message: "Secret vllm-key does not exist"}
		s.Reconcile()
	}},
	{"stalled-address", func(s *Scene) {
		s.NothingSelected().See(decide.VLLM, health.Unhealthy, v1alpha1.EngineAddressForbidden).Reconcile()
	}},
	{"stalled-not-owned", func(s *Scene) { s.Route(notOwned).BothHealthy().Reconcile() }},
	{"fixed", func(s *Scene) { s.Route(notOwned).BothHealthy().Reconcile().Route(rollingOut).Reconcile() }},
	{"paused", func(s *Scene) { s.Serving().Mode(v1alpha1.ModePaused).Reconcile() }},
	{"paused-unserved", func(s *Scene) { s.Serving().Mode(v1alpha1.ModePaused).Sick(decide.VLLM).Reconcile() }},
	{"observing", func(s *Scene) { s.Serving().Mode(v1alpha1.ModeObserve).Sick(decide.Legacy).Reconcile() }},
	{"observing-from-the-start", func(s *Scene) { s.Mode(v1alpha1.ModeObserve).BothHealthy().Reconcile() }},
	{"deleting", func(s *Scene) {
		s.Serving()
		s.Backend.DeletionTimestamp, s.Backend.Finalizers = new(metav1.NewTime(s.Now)), []string{"foregroundDeletion"}
	}},
}

// NewStaged makes the scene with which a stage starts.
func NewStaged() *Scene {
	s := New()
	b := s.Backend
	b.TypeMeta = metav1.TypeMeta{APIVersion: v1alpha1.GroupVersion.String(), Kind: "CodeGenBackend"}
	b.UID, b.CreationTimestamp = "0c9a1f3e-7b52-4a57-9f0e-3d1c1f7a9b10", metav1.NewTime(s.Now)
	b.Spec.VLLM = v1alpha1.EngineSpec{Protocol: v1alpha1.ProtocolOpenAI, URL: "http://vllm-app:8002"}
	b.Spec.Legacy = v1alpha1.EngineSpec{Protocol: v1alpha1.ProtocolCodeGen, URL: "http://legacy-backend:8000"}
	b.Spec.Probe.PeriodSeconds, b.Spec.Probe.TimeoutSeconds = 2, 1
	b.Status.ObservedGeneration = -1
	return s
}

var (
	ready      = state.Route{Ready: true, Reason: v1alpha1.ReasonRoutesReady, Message: "Service hapa points to it"}
	rollingOut = state.Route{Moving: true, Reason: v1alpha1.ReasonRollingOut, Message: "1 of 3 pods of Deployment web are new"}
	refused    = state.Route{Reason: v1alpha1.ReasonApplyFailed, Message: "admission denied the Service"}
	notOwned   = state.Route{
		Reason:  v1alpha1.ReasonNotOwned,
		Lost:    true,
		Stalled: true,
		Message: "Service hapa exists and was not made for this CodeGenBackend",
	}
)
