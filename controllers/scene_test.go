// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// scene is a backend over time, without a cluster: what is seen is told to it, and it reports.
type scene struct {
	backend *v1alpha1.CodeGenBackend
	now     time.Time
	seen    prober.Observation
	routed  route.Outcome
	hindrance
	writes int
}

func newScene() *scene {
	return &scene{
		now:    time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC),
		routed: byService(route.State{Ready: true, Reason: v1alpha1.ReasonRoutesReady, Message: "Service hapa carries it"}),
		backend: &v1alpha1.CodeGenBackend{
			ObjectMeta: metav1.ObjectMeta{Name: "hapa", Namespace: "default", Generation: 1},
			Spec:       v1alpha1.CodeGenBackendSpec{Mode: v1alpha1.ModeAuto, Route: v1alpha1.RouteSpec{Service: &v1alpha1.ServiceRoute{Name: "hapa"}}},
		},
	}
}

// byService is the outcome where a Service is the one route.
func byService(state route.State) route.Outcome {
	state.Kind, state.Name = v1alpha1.RouteService, "hapa"
	return route.Sum([]route.State{state})
}

// see tells how an engine looks now.
func (s *scene) see(e decide.Engine, is health.Health, reason string) *scene {
	seen := prober.EngineObservation{EngineObservation: health.EngineObservation{Health: is, Reason: reason, Message: "as seen"}, LastCheck: s.now, Probed: true}
	if e == decide.VLLM {
		seen.Canaries = s.seen.VLLM.Canaries
		s.seen.VLLM = seen
	} else {
		s.seen.Legacy = seen
	}
	return s
}

func (s *scene) bothHealthy() *scene {
	return s.see(decide.VLLM, health.Healthy, health.Serving).see(decide.Legacy, health.Healthy, health.Serving)
}

// reconcile does what the reconciler does, less the cluster.
func (s *scene) reconcile() *scene {
	decision := decide.Next(s.now, policyOf(s.backend), memoryOf(s.backend), s.seen.ForDecision())
	after := statusAfter(s.backend, account{now: s.now, seen: s.seen, decision: decision, routed: s.routed, hindrance: s.hindrance})
	if worthWriting(&s.backend.Status, &after, s.now) {
		s.backend.Status = after
		s.writes++
	}
	return s
}

func (s *scene) pass(d time.Duration) *scene {
	s.now = s.now.Add(d)
	return s
}

// reason is that of a condition, with its status before it.
func (s *scene) reason(condition string) string {
	c := meta.FindStatusCondition(s.backend.Status.Conditions, condition)
	if c == nil {
		return "absent"
	}
	return string(c.Status) + " " + c.Reason
}
