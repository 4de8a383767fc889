// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/events"
	"github.com/codegen-dev/codegen-operator/controllers/status"
)

// report patches the status once, if it changed in a way that matters, emits events for the changes, and updates the metrics.
func (r *Reconciler) report(ctx context.Context, backend *v1alpha1.CodeGenBackend, result status.Result) (ctrl.Result, error) {
	if result.Routes.Uncertain {
		return ctrl.Result{}, result.Routes.Err // nothing is reported of a write whose result is unknown; the next reconcile will know it
	}
	before := backend.DeepCopy()
	backend.Status = status.Compute(before, result)
	wrote := false
	if status.ShouldWrite(&before.Status, &backend.Status, result.Now) {
		if err := r.patchStatus(ctx, before, backend); err != nil {
			return retryPatch(err)
		}
		events.Emit(ctx, r.Recorder, before, backend)
		if result.Moved() && result.Decision.Flipped {
			r.Metrics.Flipped(client.ObjectKeyFromObject(backend), backend.Status.Flips[0])
		}
		wrote = true
	}
	r.Metrics.Report(backend)
	if result.Routes.Err != nil {
		return ctrl.Result{}, result.Routes.Err // tried again with backoff
	}
	return ctrl.Result{RequeueAfter: requeueAfter(&before.Status, result, wrote)}, nil
}

func (r *Reconciler) patchStatus(ctx context.Context, before, backend *v1alpha1.CodeGenBackend) error {
	key := client.ObjectKeyFromObject(backend)
	patch := client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})
	if err := r.Client.Status().Patch(ctx, backend, patch); err != nil {
		r.Expectations.MarkUncertain(key, self(key))
		return err
	}
	r.Expectations.ReadAhead(key, self(key), backend.ResourceVersion)
	return nil
}

// conflictRetry is when to reconcile again if the status could not be patched because the object has changed.
const conflictRetry = 100 * time.Millisecond

// retryPatch is the result if the status could not be patched. A conflict is not an error: the next reconcile reads
// the changed object, live.
func retryPatch(err error) (ctrl.Result, error) {
	if apierrors.IsConflict(err) {
		return ctrl.Result{RequeueAfter: conflictRetry}, nil
	}
	return ctrl.Result{}, client.IgnoreNotFound(fmt.Errorf("writing the status: %w", err))
}
