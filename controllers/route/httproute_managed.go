// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
	gatewayv1ac "sigs.k8s.io/gateway-api/applyconfiguration/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// managedHTTPRoute is an HTTPRoute that the operator makes: one rule, with a backendRef for each engine.
type managedHTTPRoute struct {
	Store   owned.Store
	backend *v1alpha1.CodeGenBackend
	to      Desired
	labels  map[string]string
	// foreign is the state of an engine's Service that gets requests and has endpoints of someone else.
	foreign state.Route
}

func (h *HTTPRoute) managed(backend *v1alpha1.CodeGenBackend, d Desired) *managedHTTPRoute {
	return &managedHTTPRoute{Store: h.Store, backend: backend, to: d, labels: owned.Labels(backend, h.Kind())}
}

func (o *managedHTTPRoute) name() string { return o.backend.Spec.Route.HTTPRoute.Name }

func (o *managedHTTPRoute) apply(ctx context.Context) state.Route {
	if outcome := o.ensureServices(ctx); outcome.Reason != "" {
		return outcome
	}
	route, err := o.ensure(ctx)
	if err != nil {
		return httpRouteFailed(err, o.name())
	}
	if outcome := stateByParents(route, o.to); !outcome.Ready || o.foreign.Reason == "" {
		return outcome
	}
	return o.foreign
}

// ensure creates or updates the HTTPRoute, and returns it.
func (o *managedHTTPRoute) ensure(ctx context.Context) (*gatewayv1.HTTPRoute, error) {
	actual := &gatewayv1.HTTPRoute{ObjectMeta: metav1.ObjectMeta{Namespace: o.backend.Namespace, Name: o.name()}}
	found, err := o.Store.Existing(ctx, o.backend, actual)
	if err != nil {
		return nil, err
	}
	wanted := o.spec()
	if found && owned.HasMetadata(actual, o.labels) && equality.Semantic.DeepEqual(actual.Spec, wanted) {
		return actual, nil
	}
	if found && needsOverwrite(&actual.Spec, &wanted) {
		if err := o.overwrite(ctx, actual, wanted); err != nil {
			return nil, err
		}
	}
	if err := o.put(ctx, wanted); err != nil {
		return nil, err
	}
	if err := o.Store.Live.Get(ctx, client.ObjectKeyFromObject(actual), actual); err != nil {
		return nil, fmt.Errorf("reading HTTPRoute %s again: %w", actual.Name, owned.Uncertain(err))
	}
	return actual, nil
}

// needsOverwrite reports whether someone else set hostnames, which server-side apply does not remove if none are declared.
func needsOverwrite(actual, wanted *gatewayv1.HTTPRouteSpec) bool {
	return len(wanted.Hostnames) == 0 && len(actual.Hostnames) > 0
}

func (o *managedHTTPRoute) overwrite(ctx context.Context, actual *gatewayv1.HTTPRoute, wanted gatewayv1.HTTPRouteSpec) error {
	overwritten := actual.DeepCopy()
	overwritten.Spec = wanted
	return o.Store.Patch(ctx, o.backend, overwritten, client.MergeFrom(actual))
}

func (o *managedHTTPRoute) put(ctx context.Context, wanted gatewayv1.HTTPRouteSpec) error {
	spec, err := applying(wanted)
	if err != nil {
		return err
	}
	return o.Store.Apply(ctx, o.backend, gatewayv1ac.HTTPRoute(o.name(), o.backend.Namespace).
		WithLabels(o.labels).WithAnnotations(owned.Annotations()).WithOwnerReferences(owned.OwnerReference(o.backend)).
		WithSpec(spec))
}

// applying converts a spec to an apply configuration with the same fields, and without those that are not set.
func applying(spec gatewayv1.HTTPRouteSpec) (*gatewayv1ac.HTTPRouteSpecApplyConfiguration, error) {
	data, err := json.Marshal(spec)
	if err != nil {
		return nil, fmt.Errorf("writing the spec of an HTTPRoute: %w", err)
	}
	var config gatewayv1ac.HTTPRouteSpecApplyConfiguration
	if err := json.Unmarshal(data, &config); err != nil {
		return nil, fmt.Errorf("reading the spec of an HTTPRoute: %w", err)
	}
	return &config, nil
}

// spec returns the desired spec, with the defaults of the API server. It has no filters and no timeouts, because both could break
// streams.
func (o *managedHTTPRoute) spec() gatewayv1.HTTPRouteSpec {
	declared := o.backend.Spec.Route.HTTPRoute
	spec := gatewayv1.HTTPRouteSpec{Rules: []gatewayv1.HTTPRouteRule{{
		Matches: []gatewayv1.HTTPRouteMatch{{Path: &gatewayv1.HTTPPathMatch{Type: new(gatewayv1.PathMatchPathPrefix), Value: new("/")}}},
		BackendRefs: []gatewayv1.HTTPBackendRef{
			o.backendRef(o.to.VLLM, o.to.VLLMPercent), o.backendRef(o.to.Legacy, whole-o.to.VLLMPercent),
		},
	}}}
	for _, p := range declared.ParentRefs {
		spec.ParentRefs = append(spec.ParentRefs, gatewayRef(p))
	}
	for _, host := range declared.Hostnames {
		spec.Hostnames = append(spec.Hostnames, gatewayv1.Hostname(host))
	}
	return spec
}

// whole is all traffic, in percent.
const whole = 100

func gatewayRef(p v1alpha1.ParentReference) gatewayv1.ParentReference {
	ref := gatewayv1.ParentReference{
		Group: new(gatewayv1.Group(gatewayv1.GroupName)), Kind: new(gatewayv1.Kind("Gateway")), Name: gatewayv1.ObjectName(p.Name),
	}
	if p.Namespace != "" {
		ref.Namespace = new(gatewayv1.Namespace(p.Namespace))
	}
	if p.SectionName != "" {
		ref.SectionName = new(gatewayv1.SectionName(p.SectionName))
	}
	return ref
}
