// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// act has the routes carry the engine that was decided on.
func (r *Reconciler) act(ctx context.Context, backend *v1alpha1.CodeGenBackend, d decide.Decision, seen prober.Observation) route.Outcome {
	switch {
	case backend.Spec.Mode == v1alpha1.ModeObserve, backend.Spec.Mode == v1alpha1.ModePaused:
		r.Routes.Forget(client.ObjectKeyFromObject(backend))
		return route.NotActing("mode is "+string(backend.Spec.Mode)+": the routes are left as they are", r.Routes.AsBefore(backend))
	case d.Active == decide.None:
		return route.Nothing("no engine is active yet")
	}
	to := destination(backend, d, seen)
	claimed, err := r.claimed(ctx, backend)
	if err != nil {
		return route.Failure(err)
	}
	to.Claimed = claimed
	return r.Routes.Carry(ctx, backend, to)
}

// destination is where the traffic should go.
func destination(backend *v1alpha1.CodeGenBackend, d decide.Decision, seen prober.Observation) route.Destination {
	return route.Destination{
		Engine:      v1alpha1.EngineName(d.Active),
		VLLM:        engineAt(backend, decide.VLLM, seen),
		Legacy:      engineAt(backend, decide.Legacy, seen),
		VLLMPercent: int32(d.Memory.VLLMPercent()), //nolint:gosec // a percentage
		Since:       sinceOf(backend, d),
		Why:         whyOf(backend, d),
	}
}

// engineAt is what routes know of an engine.
func engineAt(backend *v1alpha1.CodeGenBackend, e decide.Engine, seen prober.Observation) route.Engine {
	spec := specOf(backend, e)
	return route.Engine{
		Name:      v1alpha1.EngineName(e),
		Service:   spec.ServiceRef,
		URL:       spec.BaseURL(backend.Namespace),
		Addresses: seen.Of(e).Addresses,
		Models:    modelNames(spec),
	}
}

func modelNames(spec *v1alpha1.EngineSpec) []string {
	var names []string
	for _, m := range spec.Models {
		names = append(names, m.Name)
	}
	return names
}

// sinceOf is when the active engine became it, as it is written down: in the ledger, or, for the one that was placed, beside it. It is zero for a
// move that is being made and is not written down yet.
func sinceOf(backend *v1alpha1.CodeGenBackend, d decide.Decision) time.Time {
	switch {
	case d.Flipped, d.Selected:
		return time.Time{}
	case len(backend.Status.Flips) > 0:
		return backend.Status.Flips[0].Time.Time
	}
	return backend.Status.Since.Time
}

// whyOf tells of the move that is being made, or else of the latest one, in the words of the ledger.
func whyOf(backend *v1alpha1.CodeGenBackend, d decide.Decision) route.Why {
	flips := backend.Status.Flips
	switch {
	case d.Flipped:
		return route.Why{From: backend.Status.Active, Reason: string(d.Reason), Message: cut(d.Message)}
	case len(flips) > 0:
		return route.Why{From: flips[0].From, Reason: flips[0].Reason, Message: flips[0].Message}
	}
	return route.Why{Reason: string(decide.ReasonSelected)}
}
