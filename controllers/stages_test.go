// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// stages are the states that a backend goes through, as tools that wait for it meet them. Each is told to a scene that begins with an object
// which the API server has just taken in.
var stages = []struct {
	name string
	tell func(*scene)
}{
	{"created", func(*scene) {}},
	{"placing", func(s *scene) { s.nothingPlaced().reconcile() }},
	{"placing-both-down", func(s *scene) {
		s.nothingPlaced().sick(decide.VLLM).sick(decide.Legacy).reconcile()
	}},
	{"serving-vllm", func(s *scene) { s.serving() }},
	{"serving-legacy", func(s *scene) { s.sick(decide.VLLM).well(decide.Legacy).reconcile() }},
	{"serving-vllm-legacy-down", func(s *scene) { s.serving().sick(decide.Legacy).reconcile() }},
	{"changed", func(s *scene) { s.serving().change() }},
	{"changed-proving", func(s *scene) {
		s.serving().change().see(decide.VLLM, health.Unknown, "Unknown").reconcile()
	}},
	{"changed-rolling-out", func(s *scene) { s.serving().change().route(rollingOut).reconcile() }},
	{"changed-rolled-out", func(s *scene) { s.serving().change().route(rollingOut).reconcile().route(carried).reconcile() }},
	{"changed-refused", func(s *scene) { s.serving().change().route(refused).reconcile() }},
	{"failed-over", func(s *scene) { s.serving().sick(decide.VLLM).reconcile().reconcile() }},
	{"failing-over-unserved", func(s *scene) { s.serving().sick(decide.VLLM).route(rollingOut).reconcile() }},
	{"failing-back-served", func(s *scene) {
		s.serving().sick(decide.VLLM).reconcile().pass(time.Minute).well(decide.VLLM).route(rollingOut).reconcile()
	}},
	{"failing-back-in-steps", func(s *scene) {
		s.inSteps().serving().sick(decide.VLLM).reconcile().pass(time.Minute).well(decide.VLLM).reconcile()
	}},
	{"both-down", func(s *scene) { s.serving().sick(decide.VLLM).sick(decide.Legacy).reconcile() }},
	{"pinning", func(s *scene) { s.serving().pinned(v1alpha1.EngineLegacy).route(rollingOut).reconcile() }},
	{"pinned", func(s *scene) { s.serving().pinned(v1alpha1.EngineLegacy).reconcile() }},
	{"pinned-to-unhealthy", func(s *scene) { s.serving().pinned(v1alpha1.EngineVLLM).reconcile().sick(decide.VLLM).reconcile() }},
	{"restarted", func(s *scene) { s.serving().see(decide.VLLM, health.Unknown, "Unknown").reconcile() }},
	{"stalled-secret", func(s *scene) {
		s.hindrance = hindrance{reason: v1alpha1.ReasonSecretMissing, message: "Secret vllm-key does not exist"}
		s.nothingPlaced().reconcile()
	}},
	{"stalled-secret-while-serving", func(s *scene) {
		s.serving().change()
		s.hindrance = hindrance{reason: v1alpha1.ReasonSecretMissing, message: "Secret vllm-key does not exist"}
		s.reconcile()
	}},
	{"stalled-address", func(s *scene) {
		s.nothingPlaced().see(decide.VLLM, health.Unhealthy, v1alpha1.EngineAddressForbidden).reconcile()
	}},
	{"stalled-not-owned", func(s *scene) { s.route(notOwned).bothHealthy().reconcile() }},
	{"mended", func(s *scene) { s.route(notOwned).bothHealthy().reconcile().route(rollingOut).reconcile() }},
	{"paused", func(s *scene) { s.serving().mode(v1alpha1.ModePaused).reconcile() }},
	{"paused-unserved", func(s *scene) { s.serving().mode(v1alpha1.ModePaused).sick(decide.VLLM).reconcile() }},
	{"observing", func(s *scene) { s.serving().mode(v1alpha1.ModeObserve).sick(decide.Legacy).reconcile() }},
	{"observing-from-the-start", func(s *scene) { s.mode(v1alpha1.ModeObserve).bothHealthy().reconcile() }},
	{"deleting", func(s *scene) {
		s.serving()
		s.backend.DeletionTimestamp, s.backend.Finalizers = new(metav1.NewTime(s.now)), []string{"foregroundDeletion"}
	}},
}

// staged is the scene that a stage begins with.
func staged() *scene {
	s := newScene()
	b := s.backend
	b.TypeMeta = metav1.TypeMeta{APIVersion: v1alpha1.GroupVersion.String(), Kind: "CodeGenBackend"}
	b.UID, b.CreationTimestamp = "0c9a1f3e-7b52-4a57-9f0e-3d1c1f7a9b10", metav1.NewTime(s.now)
	b.Spec.VLLM = v1alpha1.EngineSpec{Protocol: v1alpha1.ProtocolOpenAI, URL: "http://vllm-app:8002"}
	b.Spec.Legacy = v1alpha1.EngineSpec{Protocol: v1alpha1.ProtocolCodeGen, URL: "http://legacy-backend:8000"}
	b.Spec.Probe.PeriodSeconds, b.Spec.Probe.TimeoutSeconds = 2, 1
	b.Status.ObservedGeneration = -1
	return s
}

var (
	carried    = route.State{Ready: true, Reason: v1alpha1.ReasonRoutesReady, Message: "Service hapa carries it"}
	rollingOut = route.State{Moving: true, Reason: v1alpha1.ReasonRollingOut, Message: "1 of 3 pods of Deployment web are new"}
	refused    = route.State{Reason: v1alpha1.ReasonApplyFailed, Message: "admission denied the Service"}
	notOwned   = route.State{Reason: v1alpha1.ReasonNotOwned, Lost: true, Mend: true, Message: "Service hapa exists and was not made for this CodeGenBackend"}
)

func (s *scene) route(state route.State) *scene {
	s.routed = byService(state)
	return s
}

func (s *scene) nothingPlaced() *scene {
	s.routed = route.Nothing("no engine is active yet")
	return s
}

func (s *scene) well(e decide.Engine) *scene { return s.see(e, health.Healthy, health.Serving) }

func (s *scene) sick(e decide.Engine) *scene {
	return s.see(e, health.Unhealthy, v1alpha1.EngineConnectionRefused)
}

// serving is settled on vllm.
func (s *scene) serving() *scene { return s.bothHealthy().reconcile().reconcile() }

// change is a new spec that the operator has not seen yet.
func (s *scene) change() *scene {
	s.backend.Generation++
	return s
}

func (s *scene) mode(m v1alpha1.Mode) *scene {
	s.backend.Spec.Mode = m
	s.routed = route.NotActing("mode is "+string(m)+": the routes are left as they are", true)
	return s.change()
}

func (s *scene) pinned(e v1alpha1.EngineName) *scene {
	s.backend.Spec.Failover.Pin = &v1alpha1.Pin{Engine: e, Until: metav1.NewTime(s.now.Add(time.Hour)), Reason: "upgrade"}
	return s.change()
}

func (s *scene) inSteps() *scene {
	s.backend.Spec.Failover.Failback = &v1alpha1.FailbackSpec{Steps: []int32{10, 100}, StepSeconds: 60}
	return s
}
