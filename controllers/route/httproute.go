// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"fmt"
	"slices"

	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// HTTPRoute sets the weights of the two backendRefs of an HTTPRoute: a managed one, or one rule of an existing one.
type HTTPRoute struct {
	Store owned.Store
	// API is the Gateway API of the cluster.
	API GatewayAPI
}

// GatewayAPI is the Gateway API, which may be installed in a cluster at any time.
type GatewayAPI interface {
	// Installed reports whether the cluster has HTTPRoutes. Once it has, they are watched.
	Installed() (bool, error)
	// Labelled returns the HTTPRoutes of a namespace with these labels, from the cache; none before they are watched.
	Labelled(ctx context.Context, namespace string, labels map[string]string) ([]metav1.PartialObjectMetadata, error)
}

// Kind implements Kind.
func (h *HTTPRoute) Kind() v1alpha1.RouteKind { return v1alpha1.RouteHTTPRoute }

// Declared implements Kind. The name of a rule of an existing HTTPRoute has both names, because two backends may have one rule each.
func (h *HTTPRoute) Declared(backend *v1alpha1.CodeGenBackend) string {
	spec := backend.Spec.Route.HTTPRoute
	switch {
	case spec == nil:
		return ""
	case spec.Existing != nil:
		return spec.Existing.Name + "/" + spec.Existing.RuleName
	}
	return spec.Name
}

// Apply implements Kind.
func (h *HTTPRoute) Apply(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Desired) state.Route {
	installed, err := h.API.Installed()
	switch {
	case err != nil:
		return failed(fmt.Errorf("looking for the Gateway API: %w", owned.Uncertain(err)))
	case !installed:
		return gatewayAPIMissing()
	case backend.Spec.Route.HTTPRoute.Existing != nil:
		return h.rule(backend, d).apply(ctx)
	}
	return h.managed(backend, d).apply(ctx)
}

// Prune implements Kind: it removes the HTTPRoutes, and the Services of engines, that an earlier spec declared. A rule of an existing
// HTTPRoute keeps its weights.
func (h *HTTPRoute) Prune(ctx context.Context, backend *v1alpha1.CodeGenBackend) error {
	installed, err := h.API.Installed()
	if err != nil {
		return nil //nolint:nilerr // another time: it is no trouble of those who declare none
	}
	of := owned.Labels(backend, h.Kind())
	if installed { // else they went with it, and left the Services
		if err := h.pruneHTTPRoutes(ctx, backend, of); err != nil {
			return err
		}
	}
	keep := backend.EngineServices()
	if err := pruneServices(ctx, h.Store, backend, of, func(name string) bool { return slices.Contains(keep, name) }); err != nil {
		return err
	}
	return pruneSlices(ctx, h.Store, backend, of, func(s *discoveryv1.EndpointSlice) bool {
		return slices.Contains(keep, s.Labels[discoveryv1.LabelServiceName])
	})
}

func (h *HTTPRoute) pruneHTTPRoutes(ctx context.Context, backend *v1alpha1.CodeGenBackend, of map[string]string) error {
	made, err := h.API.Labelled(ctx, backend.Namespace, of)
	if err != nil {
		return fmt.Errorf("listing HTTPRoutes: %w", err)
	}
	for i := range made {
		if made[i].Name != backend.HTTPRouteName() {
			if err := h.Store.Remove(ctx, backend, &made[i]); err != nil {
				return err
			}
		}
	}
	return nil
}
