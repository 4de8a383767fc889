// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"fmt"
	"slices"

	discoveryv1 "k8s.io/api/discovery/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// What a backend no longer declares passes over to another that does: that one takes it while it is there, and the one that had it leaves it
// there meanwhile. Whichever looks first, the object is never absent. The parts of gateways do not pass over: a Deployment cannot change
// which Pods are its own.

// left tells whether the backend that controls an object no longer declares it, so that another may have it.
func (s Store) left(owner *v1alpha1.CodeGenBackend, o client.Object) (bool, error) {
	of, err := s.refOf(o)
	return err == nil && passes(o) && !declares(owner, of.gvk.Kind, o), err
}

// awaited tells whether an object that a backend no longer declares is to be left to another.
func (s Store) awaited(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object) (bool, error) {
	of, err := s.refOf(o)
	if err != nil || !passes(o) || declares(backend, of.gvk.Kind, o) {
		return false, err
	}
	var list v1alpha1.CodeGenBackendList
	if err := s.Client.List(ctx, &list, client.InNamespace(backend.Namespace)); err != nil {
		return false, fmt.Errorf("listing the CodeGenBackends that %s %s may pass over to: %w", of.gvk.Kind, of.name, err)
	}
	return slices.ContainsFunc(list.Items, func(other v1alpha1.CodeGenBackend) bool {
		return other.UID != backend.UID && acts(&other) && declares(&other, of.gvk.Kind, o)
	}), nil
}

func passes(o client.Object) bool {
	return o.GetLabels()[LabelComponent] != component(v1alpha1.RouteGateway)
}

// acts tells whether a backend touches its routes at all.
func acts(b *v1alpha1.CodeGenBackend) bool {
	return b.Spec.Mode != v1alpha1.ModeObserve && b.Spec.Mode != v1alpha1.ModePaused
}

// declares tells whether an object is a route that a backend declares, or a part of one. A backend that is being deleted declares nothing.
func declares(b *v1alpha1.CodeGenBackend, kind string, o client.Object) bool {
	if !b.DeletionTimestamp.IsZero() {
		return false
	}
	name, route := o.GetName(), &b.Spec.Route
	switch kind {
	case "ConfigMap":
		return route.ConfigMap != nil && route.ConfigMap.Name == name
	case "HTTPRoute":
		return route.HTTPRoute != nil && route.HTTPRoute.Name == name
	case "EndpointSlice":
		return slices.Contains(Fronts(b), o.GetLabels()[discoveryv1.LabelServiceName])
	case "Service":
		return slices.Contains(Fronts(b), name) || b.GatewayName() == name
	}
	return b.GatewayName() == name
}
