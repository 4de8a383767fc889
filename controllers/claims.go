// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"fmt"

	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
)

// claimIndex indexes backends by the routes that they declare.
const claimIndex = "spec.routes"

// claims returns the routes that a backend declares, for the index.
func (r *Reconciler) claims(o client.Object) []string {
	backend, ok := o.(*v1alpha1.CodeGenBackend)
	if !ok {
		return nil
	}
	return r.Routes.Claims(backend)
}

// sharing returns the other backends that declare the same routes, for each route.
func (r *Reconciler) sharing(ctx context.Context, backend *v1alpha1.CodeGenBackend) (map[string][]*v1alpha1.CodeGenBackend, error) {
	others := map[string][]*v1alpha1.CodeGenBackend{}
	for _, claim := range r.claims(backend) {
		var list v1alpha1.CodeGenBackendList
		if err := r.Client.List(ctx, &list, client.InNamespace(backend.Namespace), client.MatchingFields{claimIndex: claim}); err != nil {
			return nil, fmt.Errorf("listing the CodeGenBackends that declare %s: %w", claim, err)
		}
		for i := range list.Items {
			if other := &list.Items[i]; other.UID != backend.UID {
				others[claim] = append(others[claim], other)
			}
		}
	}
	return others, nil
}

// claimed returns the routes that an older backend declares too, with its name. A backend that is being deleted claims nothing.
func (r *Reconciler) claimed(ctx context.Context, backend *v1alpha1.CodeGenBackend) (map[string]string, error) {
	sharing, err := r.sharing(ctx, backend)
	if err != nil {
		return nil, err
	}
	claimed := map[string]string{}
	for claim, others := range sharing {
		for _, other := range others {
			if other.DeletionTimestamp.IsZero() && owned.Older(other, backend) {
				claimed[claim] = other.Name
			}
		}
	}
	return claimed, nil
}

// contenders returns the backends to reconcile when this one is created, deleted or changed: those that declare the same routes.
func (r *Reconciler) contenders(ctx context.Context, o client.Object) []reconcile.Request {
	backend, ok := o.(*v1alpha1.CodeGenBackend)
	if !ok {
		return nil
	}
	sharing, err := r.sharing(ctx, backend)
	if err != nil {
		return nil // they look again by themselves
	}
	var requests []reconcile.Request
	for _, others := range sharing {
		for _, other := range others {
			requests = append(requests, reconcile.Request{NamespacedName: client.ObjectKeyFromObject(other)})
		}
	}
	return requests
}
