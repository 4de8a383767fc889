// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package scene plays a CodeGenBackend over time, without a cluster: a test says what is observed and what becomes of
// the routes, and the status follows as it does in a reconcile.
package scene

import (
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
	"github.com/codegen-dev/codegen-operator/controllers/spec"
	"github.com/codegen-dev/codegen-operator/controllers/status"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// Scene is a backend, and what its next reconcile observes.
type Scene struct {
	// Backend is the object, with the status that was written last.
	Backend *v1alpha1.CodeGenBackend
	// Now is the time.
	Now time.Time
	// Observed is what the prober observes.
	Observed prober.Observation
	// Routes is what becomes of the routes.
	Routes state.Summary
	// StallReason is why the object cannot be reconciled.
	StallReason status.StallReason
	// Writes counts how often the status was written.
	Writes int
}

// New makes a scene with an object that was just created, whose one route is a Service that is ready.
func New() *Scene {
	return &Scene{
		Now:    time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC),
		Routes: ByService(state.Route{Ready: true, Reason: v1alpha1.ReasonRoutesReady, Message: "Service hapa points to it"}),
		Backend: &v1alpha1.CodeGenBackend{
			ObjectMeta: metav1.ObjectMeta{Name: "hapa", Namespace: "default", Generation: 1},
			Spec: v1alpha1.CodeGenBackendSpec{
				Mode:  v1alpha1.ModeAuto,
				Route: v1alpha1.RouteSpec{Service: &v1alpha1.ServiceRoute{Name: "hapa"}},
			},
		},
	}
}

// ByService is the summary of a Service that is the one route.
func ByService(route state.Route) state.Summary {
	route.Kind, route.Name = v1alpha1.RouteService, "hapa"
	return state.Summarize([]state.Route{route})
}

// Reconcile does what the reconciler does, without the cluster.
func (s *Scene) Reconcile() *Scene {
	decision := decide.Next(s.Now, spec.Policy(s.Backend), spec.Memory(s.Backend), s.Observed.ForDecision())
	after := status.Compute(s.Backend, status.Result{
		Now: s.Now, Observed: s.Observed, Decision: decision, Routes: s.Routes, StallReason: s.StallReason,
	})
	if status.ShouldWrite(&s.Backend.Status, &after, s.Now) {
		s.Backend.Status = after
		s.Writes++
	}
	return s
}

// Reason returns the status and the reason of a condition.
func (s *Scene) Reason(condition string) string {
	c := meta.FindStatusCondition(s.Backend.Status.Conditions, condition)
	if c == nil {
		return "absent"
	}
	return string(c.Status) + " " + c.Reason
}
