// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Actual implements inspector: it returns the engine that the weights send requests to, which is legacy as long as it gets any, as in a
// gradual failback.
func (h *HTTPRoute) Actual(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Desired) (v1alpha1.EngineName, error) {
	var route gatewayv1.HTTPRoute
	err := h.Store.Live.Get(ctx, types.NamespacedName{Namespace: backend.Namespace, Name: backend.HTTPRouteName()}, &route)
	if apierrors.IsNotFound(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("reading HTTPRoute %s: %w", backend.HTTPRouteName(), err)
	}
	rule := 0
	if backend.Spec.Route.HTTPRoute.Existing != nil {
		rule = h.rule(backend, d).find(&route)
	}
	if rule < 0 || rule >= len(route.Spec.Rules) {
		return "", nil
	}
	for _, e := range []Engine{d.Legacy, d.VLLM} {
		if weighs(route.Spec.Rules[rule].BackendRefs, serviceOf(route.Name, e)) {
			return e.Name, nil
		}
	}
	return "", nil
}

// serviceOf returns the Service through which an HTTPRoute reaches an engine.
func serviceOf(httpRoute string, e Engine) string {
	if e.Service != nil {
		return e.Service.Name
	}
	return v1alpha1.EngineServiceName(httpRoute, e.Name)
}

// weighs reports whether any request goes to a Service. The default weight is 1.
func weighs(refs []gatewayv1.HTTPBackendRef, service string) bool {
	for _, ref := range refs {
		if string(ref.Name) == service && (ref.Weight == nil || *ref.Weight > 0) {
			return true
		}
	}
	return false
}
