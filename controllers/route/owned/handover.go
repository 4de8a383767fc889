// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package owned

import (
	"context"
	"fmt"
	"slices"

	discoveryv1 "k8s.io/api/discovery/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// An object that a backend no longer declares is handed over to another backend that declares it: the other takes it
// while it exists, and the one that had it does not delete it. The object is never absent, whichever is reconciled
// first. Objects of gateways are not handed over, because a Deployment cannot change its selector.

// released reports whether the backend that controls an object no longer declares it, so that another may take it.
func (s Store) released(owner *v1alpha1.CodeGenBackend, o client.Object) (bool, error) {
	ref, err := s.refOf(o)
	return err == nil && canHandOver(o) && !declares(owner, ref.GVK.Kind, o), err
}

// neededByOther reports whether an object that a backend no longer declares must be left to another.
func (s Store) neededByOther(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object) (bool, error) {
	ref, err := s.refOf(o)
	if err != nil || !canHandOver(o) || declares(backend, ref.GVK.Kind, o) {
		return false, err
	}
	var list v1alpha1.CodeGenBackendList
	if err := s.Client.List(ctx, &list, client.InNamespace(backend.Namespace)); err != nil {
		return false, fmt.Errorf("listing the CodeGenBackends that may declare %s %s: %w", ref.GVK.Kind, ref.Name, err)
	}
	return slices.ContainsFunc(list.Items, func(other v1alpha1.CodeGenBackend) bool {
		return other.UID != backend.UID && acts(&other) && declares(&other, ref.GVK.Kind, o)
	}), nil
}

func canHandOver(o client.Object) bool {
	return o.GetLabels()[LabelComponent] != component(v1alpha1.RouteGateway)
}

// acts reports whether the mode of a backend lets the operator change its routes.
func acts(b *v1alpha1.CodeGenBackend) bool {
	return b.Spec.Mode != v1alpha1.ModeObserve && b.Spec.Mode != v1alpha1.ModePaused
}

// declares reports whether an object is a route that a backend declares, or a part of one. A backend that is being
// deleted declares nothing.
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
		return slices.Contains(b.SelectorlessServices(), o.GetLabels()[discoveryv1.LabelServiceName])
	case "Service":
		return slices.Contains(b.SelectorlessServices(), name) || b.GatewayName() == name
	}
	return b.GatewayName() == name
}
