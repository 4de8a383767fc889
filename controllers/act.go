// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/sense"
)

// act has the routes carry the engine that was decided on.
func (r *Reconciler) act(ctx context.Context, backend *v1alpha1.CodeGenBackend, d decide.Decision, seen sense.Sighting) route.State {
	switch {
	case backend.Spec.Mode == v1alpha1.ModeObserve, backend.Spec.Mode == v1alpha1.ModePaused:
		return route.State{Carried: true, Reason: v1alpha1.ReasonNotActing,
			Message: "mode is " + string(backend.Spec.Mode) + ": the routes are left as they are"}
	case d.Active == decide.None:
		return route.State{Pending: true, Reason: v1alpha1.ReasonNothingToRoute, Message: "no engine is active yet"}
	}
	return r.Route.Carry(ctx, backend, destination(backend, d, seen))
}

// destination is where the traffic should go.
func destination(backend *v1alpha1.CodeGenBackend, d decide.Decision, seen sense.Sighting) route.Destination {
	spec := specOf(backend, d.Active)
	return route.Destination{
		Engine:    string(d.Active),
		Service:   spec.ServiceRef,
		URL:       spec.URL,
		Addresses: seen.Of(d.Active).Addresses,
		Moving:    d.Flipped || d.Placed,
	}
}
