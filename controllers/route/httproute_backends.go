// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"fmt"

	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// enginePort is the port of the Services that are made for engines that have none.
const enginePort = 80

// backendRef sends a share of the requests to the Service of an engine, its own or the one that is made for it.
func (o *managedHTTPRoute) backendRef(e Engine, percent int32) gatewayv1.HTTPBackendRef {
	name, port := v1alpha1.EngineServiceName(o.name(), e.Name), int32(enginePort)
	if e.Service != nil {
		name, port = e.Service.Name, e.Service.Port
	}
	return gatewayv1.HTTPBackendRef{BackendRef: gatewayv1.BackendRef{
		BackendObjectReference: gatewayv1.BackendObjectReference{
			Group: new(gatewayv1.Group("")), Kind: new(gatewayv1.Kind("Service")), Name: gatewayv1.ObjectName(name), Port: &port,
		},
		Weight: &percent,
	}}
}

// ensureServices makes Services for the engines that have none. The zero state means that every engine that gets requests can be reached.
func (o *managedHTTPRoute) ensureServices(ctx context.Context) state.Route {
	shares := map[v1alpha1.EngineName]int32{v1alpha1.EngineVLLM: o.to.VLLMPercent, v1alpha1.EngineLegacy: whole - o.to.VLLMPercent}
	for _, e := range []Engine{o.to.VLLM, o.to.Legacy} {
		if e.Service != nil {
			continue
		}
		if outcome := o.ensureService(ctx, e, shares[e.Name] > 0); outcome.Reason != "" {
			return outcome
		}
	}
	return state.Route{}
}

// ensureService makes the Service of an engine. An engine that gets no requests, and whose addresses are unknown or not accepted, gets
// its Service nevertheless, so that the Gateway can resolve the reference; its endpoints stay as they are.
func (o *managedHTTPRoute) ensureService(ctx context.Context, e Engine, needed bool) state.Route {
	groups := grouped(e.Addresses, portOf(e.URL))
	unreachable := checkEndpoints(groups, e)
	if e.Addresses == nil {
		unreachable = state.Route{Pending: true, Reason: v1alpha1.ReasonNoAddress,
			Message: fmt.Sprintf("the address of %s is not known yet", e.Name)}
	}
	if needed && unreachable.Reason != "" {
		return unreachable
	}
	f := &managedService{Store: o.Store, backend: o.backend, name: v1alpha1.EngineServiceName(o.name(), e.Name),
		port: enginePort, labels: o.labels}
	if err := f.service(ctx); err != nil {
		return notWritten(err, "Service", f.name, httpRouteNameField)
	}
	if unreachable.Reason != "" {
		return state.Route{}
	}
	if err := f.slices(ctx, groups); err != nil {
		return notWritten(err, "EndpointSlice", f.name, httpRouteNameField)
	}
	outcome := f.removeForeign(ctx, httpRouteNameField)
	if outcome.Failed() && outcome.Reason != "" {
		return outcome
	}
	if needed && outcome.Reason != "" {
		o.foreign = outcome
	}
	return state.Route{}
}
