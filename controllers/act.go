// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
	"github.com/codegen-dev/codegen-operator/controllers/status"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// act points the routes to the engine that was decided on.
func (r *Reconciler) act(
	ctx context.Context, backend *v1alpha1.CodeGenBackend, d decide.Decision, observed prober.Observation,
) state.Summary {
	switch {
	case backend.Spec.Mode == v1alpha1.ModeObserve, backend.Spec.Mode == v1alpha1.ModePaused:
		r.Routes.Forget(client.ObjectKeyFromObject(backend))
		return state.NotActing("mode is "+string(backend.Spec.Mode)+": the routes are left as they are", r.Routes.Unchanged(backend))
	case d.Active == decide.None:
		return state.NothingToRoute("no engine is active yet")
	}
	claimed, err := r.claimed(ctx, backend)
	if err != nil {
		return state.Failure(err)
	}
	to := desired(backend, d, observed)
	to.Claimed = claimed
	return r.Routes.Apply(ctx, backend, to)
}

// desired returns where traffic should go.
func desired(backend *v1alpha1.CodeGenBackend, d decide.Decision, observed prober.Observation) route.Desired {
	return route.Desired{
		Engine:      v1alpha1.EngineName(d.Active),
		VLLM:        routeEngine(backend, v1alpha1.EngineVLLM, observed.VLLM),
		Legacy:      routeEngine(backend, v1alpha1.EngineLegacy, observed.Legacy),
		VLLMPercent: int32(d.Memory.VLLMPercent()), //nolint:gosec // a percentage
		Since:       activeSince(backend, d),
		Why:         why(backend, d),
	}
}

// routeEngine returns what routes need to know of an engine.
func routeEngine(backend *v1alpha1.CodeGenBackend, name v1alpha1.EngineName, observed prober.EngineObservation) route.Engine {
	spec := backend.Spec.Engine(name)
	e := route.Engine{Name: name, Service: spec.ServiceRef, URL: spec.BaseURL(backend.Namespace), Addresses: observed.Addresses}
	for _, m := range spec.Models {
		e.Models = append(e.Models, m.Name)
	}
	return e
}

// activeSince returns when the active engine became active, as the status records it: in the flip history, or, if it was never flipped, in
// status.since. It is zero for a move that is not in the status yet.
func activeSince(backend *v1alpha1.CodeGenBackend, d decide.Decision) time.Time {
	switch {
	case d.Flipped, d.Selected:
		return time.Time{}
	case len(backend.Status.Flips) > 0:
		return backend.Status.Flips[0].Time.Time
	}
	return backend.Status.Since.Time
}

// why describes the move that is being made, or else the latest one, as the flip history does.
func why(backend *v1alpha1.CodeGenBackend, d decide.Decision) route.Why {
	flips := backend.Status.Flips
	switch {
	case d.Flipped:
		return route.Why{From: backend.Status.Active, Reason: string(d.Reason), Message: status.Shorten(d.Message)}
	case len(flips) > 0:
		return route.Why{From: flips[0].From, Reason: flips[0].Reason, Message: flips[0].Message}
	}
	return route.Why{Reason: reason.Selected}
}
