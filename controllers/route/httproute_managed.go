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

// ownHTTPRoute is an HTTPRoute that we make: one rule, with a backendRef for each engine.
type ownHTTPRoute struct {
	Store   owned.Store
	backend *v1alpha1.CodeGenBackend
	to      Desired
	labels  map[string]string
	// shared is the state of a Service in front of an engine that gets requests, where somebody else has endpoints behind it.
	shared state.Route
}

func (h *HTTPRoute) own(backend *v1alpha1.CodeGenBackend, d Desired) *ownHTTPRoute {
	return &ownHTTPRoute{Store: h.Store, backend: backend, to: d, labels: owned.Labels(backend, h.Kind())}
}

func (o *ownHTTPRoute) name() string { return o.backend.Spec.Route.HTTPRoute.Name }

func (o *ownHTTPRoute) carry(ctx context.Context) state.Route {
	if outcome := o.reach(ctx); outcome.Reason != "" {
		return outcome
	}
	route, err := o.written(ctx)
	if err != nil {
		return httpRouteFailed(err, o.name())
	}
	if outcome := asParentsSay(route, o.to); !outcome.Ready || o.shared.Reason == "" {
		return outcome
	}
	return o.shared
}

// written is the HTTPRoute, made or mended where it was not as wanted.
func (o *ownHTTPRoute) written(ctx context.Context) (*gatewayv1.HTTPRoute, error) {
	actual := &gatewayv1.HTTPRoute{ObjectMeta: metav1.ObjectMeta{Namespace: o.backend.Namespace, Name: o.name()}}
	found, err := o.Store.Existing(ctx, o.backend, actual)
	if err != nil {
		return nil, err
	}
	wanted := o.spec()
	if found && owned.HasMetadata(actual, o.labels) && equality.Semantic.DeepEqual(actual.Spec, wanted) {
		return actual, nil
	}
	if found && intruded(&actual.Spec, &wanted) {
		if err := o.expel(ctx, actual, wanted); err != nil {
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

// intruded tells whether somebody gave the HTTPRoute host names of their own, which server-side apply leaves alone where we have none.
func intruded(actual, wanted *gatewayv1.HTTPRouteSpec) bool {
	return len(wanted.Hostnames) == 0 && len(actual.Hostnames) > 0
}

func (o *ownHTTPRoute) expel(ctx context.Context, actual *gatewayv1.HTTPRoute, wanted gatewayv1.HTTPRouteSpec) error {
	mended := actual.DeepCopy()
	mended.Spec = wanted
	return o.Store.Patch(ctx, o.backend, mended, client.MergeFrom(actual))
}

func (o *ownHTTPRoute) put(ctx context.Context, wanted gatewayv1.HTTPRouteSpec) error {
	spec, err := applying(wanted)
	if err != nil {
		return err
	}
	return o.Store.Apply(ctx, o.backend, gatewayv1ac.HTTPRoute(o.name(), o.backend.Namespace).
		WithLabels(o.labels).WithAnnotations(owned.Annotations()).WithOwnerReferences(owned.OwnerReference(o.backend)).
		WithSpec(spec))
}

// applying is a spec as it is applied: the same fields, of which none is there that was not set.
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

// spec is what the HTTPRoute should be, with the defaults that the API server would fill in. There are no filters and no timeouts: both
// could break streams.
func (o *ownHTTPRoute) spec() gatewayv1.HTTPRouteSpec {
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

// whole is all of the traffic, in percent.
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
