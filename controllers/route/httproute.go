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

// HTTPRoute carries traffic by the weights of an HTTPRoute's two backendRefs: one that we make, or one rule of somebody else's.
type HTTPRoute struct {
	Store owned.Store
	// API is the Gateway API of the cluster.
	API GatewayAPI
}

// GatewayAPI is what may be installed in a cluster, at any time, or not at all.
type GatewayAPI interface {
	// Installed tells whether there are HTTPRoutes. From the first time on that there are, they are watched.
	Installed() (bool, error)
	// Labelled are the HTTPRoutes of a namespace with these labels, as they were seen last; none before they are watched.
	Labelled(ctx context.Context, namespace string, labels map[string]string) ([]metav1.PartialObjectMetadata, error)
}

// Kind implements Kind.
func (h *HTTPRoute) Kind() v1alpha1.RouteKind { return v1alpha1.RouteHTTPRoute }

// Declared implements Kind. A rule of an existing HTTPRoute is named after both, because two backends may have a rule each.
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
		return h.rule(backend, d).carry(ctx)
	}
	return h.own(backend, d).carry(ctx)
}

// Prune implements Kind: it removes the HTTPRoutes, and the Services of engines, that an earlier spec declared. A rule of an
// existing HTTPRoute is let go with the weights that it has.
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
