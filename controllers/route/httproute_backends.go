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

// enginePort is the port of the Services that we put in front of engines that have none.
const enginePort = 80

// backendRef sends a share of the requests to an engine: to its Service, or to the one that we put in front of it.
func (o *ownHTTPRoute) backendRef(e Engine, percent int32) gatewayv1.HTTPBackendRef {
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

// reach puts Services in front of the engines that have none; the zero State: those that get requests can be reached.
func (o *ownHTTPRoute) reach(ctx context.Context) state.Route {
	shares := map[v1alpha1.EngineName]int32{v1alpha1.EngineVLLM: o.to.VLLMPercent, v1alpha1.EngineLegacy: whole - o.to.VLLMPercent}
	for _, e := range []Engine{o.to.VLLM, o.to.Legacy} {
		if e.Service != nil {
			continue
		}
		if outcome := o.reachEngine(ctx, e, shares[e.Name] > 0); outcome.Reason != "" {
			return outcome
		}
	}
	return state.Route{}
}

// reachEngine puts a Service in front of an engine. One that gets no requests, and whose addresses are not known or cannot be carried, gets its
// Service all the same, so that the Gateway can resolve it, and keeps the addresses that it has.
func (o *ownHTTPRoute) reachEngine(ctx context.Context, e Engine, needed bool) state.Route {
	groups := grouped(e.Addresses, portOf(e.URL))
	unreachable := carriable(groups, e)
	if e.Addresses == nil {
		unreachable = state.Route{Pending: true, Reason: v1alpha1.ReasonNoAddress, Message: fmt.Sprintf("the address of %s is not known yet", e.Name)}
	}
	if needed && unreachable.Reason != "" {
		return unreachable
	}
	f := &managedService{Store: o.Store, backend: o.backend, name: v1alpha1.EngineServiceName(o.name(), e.Name), port: enginePort, labels: o.labels}
	if err := f.service(ctx); err != nil {
		return notWritten(err, "Service", f.name, httpRouteNameField)
	}
	if unreachable.Reason != "" {
		return state.Route{}
	}
	if err := f.slices(ctx, groups); err != nil {
		return notWritten(err, "EndpointSlice", f.name, httpRouteNameField)
	}
	outcome := f.alone(ctx, httpRouteNameField)
	if outcome.Failed() && outcome.Reason != "" {
		return outcome
	}
	if needed && outcome.Reason != "" {
		o.shared = outcome
	}
	return state.Route{}
}
