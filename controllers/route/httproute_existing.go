// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/util/retry"
	"sigs.k8s.io/controller-runtime/pkg/client"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// existingRule is one rule of an HTTPRoute that someone else owns. Only its two weights are ours.
type existingRule struct {
	Store   owned.Store
	backend *v1alpha1.CodeGenBackend
	spec    v1alpha1.ExistingHTTPRoute
	to      Desired
}

func (h *HTTPRoute) rule(backend *v1alpha1.CodeGenBackend, d Desired) *existingRule {
	return &existingRule{Store: h.Store, backend: backend, spec: *backend.Spec.Route.HTTPRoute.Existing, to: d}
}

// unfitError says why the weights of a rule cannot be set, and how to fix that.
type unfitError struct{ message string }

func (e *unfitError) Error() string { return e.message }

func unfit(format string, args ...any) error { return &unfitError{fmt.Sprintf(format, args...)} }

// apply sets the weights. On a conflict with another writer the HTTPRoute is read again, a few times at once, and then with backoff.
func (r *existingRule) apply(ctx context.Context) state.Route {
	var route *gatewayv1.HTTPRoute
	err := retry.RetryOnConflict(retry.DefaultRetry, func() (err error) {
		route, err = r.weighed(ctx)
		return err
	})
	var unfit *unfitError
	switch {
	case errors.As(err, &unfit):
		return state.Route{Reason: v1alpha1.ReasonRuleNotFound, Lost: true, Stalled: true, RequeueAfter: pollPeriod, Message: unfit.message}
	case err != nil:
		return httpRouteFailed(err, r.spec.Name)
	}
	return stateByParents(route, r.to)
}

// weighed returns the HTTPRoute with the desired weights in its rule.
func (r *existingRule) weighed(ctx context.Context) (*gatewayv1.HTTPRoute, error) {
	route := &gatewayv1.HTTPRoute{ObjectMeta: metav1.ObjectMeta{Namespace: r.backend.Namespace, Name: r.spec.Name}}
	err := r.Store.Read(ctx, r.backend, route)
	switch {
	case apierrors.IsNotFound(err) && !isKindMissing(err):
		return nil, unfit("HTTPRoute %s does not exist: create it, or correct spec.route.httpRoute.existing.name", r.spec.Name)
	case err != nil:
		return nil, fmt.Errorf("reading HTTPRoute %s: %w", r.spec.Name, err)
	}
	weights, err := r.weights(route)
	if err != nil || weights.inSync(route) {
		return route, err
	}
	change, err := weights.patch(route)
	if err != nil {
		return nil, err
	}
	return route, r.Store.Patch(ctx, r.backend, route, client.RawPatch(types.JSONPatchType, change))
}

// weights finds the rule, and the backendRefs of the engines.
func (r *existingRule) weights(route *gatewayv1.HTTPRoute) (weights, error) {
	rule := r.find(route)
	if rule < 0 {
		return nil, unfit("HTTPRoute %s has no rule of the name %s: give the rule that name, or correct spec.route.httpRoute.existing.ruleName",
			route.Name, r.spec.RuleName)
	}
	vllm, legacy := r.refTo(route, rule, r.to.VLLM), r.refTo(route, rule, r.to.Legacy)
	if len(route.Spec.Rules[rule].BackendRefs) != 2 || vllm < 0 || legacy < 0 || vllm == legacy {
		return nil, unfit(
			"rule %s of HTTPRoute %s must have exactly two backendRefs, %s for vllm and %s for legacy: correct them, or "+
				"the serviceRef of the engines",
			r.spec.RuleName,
			route.Name,
			serviceText(r.to.VLLM.Service),
			serviceText(r.to.Legacy.Service),
		)
	}
	return weights{{rule, vllm, r.to.VLLMPercent}, {rule, legacy, whole - r.to.VLLMPercent}}, nil
}

// find returns the index of the rule; -1: no rule has that name.
func (r *existingRule) find(route *gatewayv1.HTTPRoute) int {
	for i, rule := range route.Spec.Rules {
		if string(owned.Deref(rule.Name)) == r.spec.RuleName {
			return i
		}
	}
	return -1
}

// refTo returns the index of the backendRef to an engine's Service; -1: there is none.
func (r *existingRule) refTo(route *gatewayv1.HTTPRoute, rule int, e Engine) int {
	for i, ref := range route.Spec.Rules[rule].BackendRefs {
		if e.Service != nil && r.isService(ref.BackendObjectReference, e.Service) {
			return i
		}
	}
	return -1
}

func (r *existingRule) isService(ref gatewayv1.BackendObjectReference, service *v1alpha1.ServiceReference) bool {
	core := owned.Deref(ref.Group) == "" && (ref.Kind == nil || *ref.Kind == "Service")
	here := ref.Namespace == nil || string(*ref.Namespace) == r.backend.Namespace
	return core && here && string(ref.Name) == service.Name && owned.Deref(ref.Port) == service.Port
}

func serviceText(s *v1alpha1.ServiceReference) string {
	if s == nil {
		return "a Service"
	}
	return fmt.Sprintf("Service %s port %d", s.Name, s.Port)
}
