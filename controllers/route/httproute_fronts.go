// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"fmt"

	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// frontPort is the port of the Services that we put in front of engines that have none.
const frontPort = 80

// frontName is the Service that we put in front of an engine.
func frontName(httpRoute string, e v1alpha1.EngineName) string { return httpRoute + "-" + string(e) }

// engineFronts are the names of the Services that we put in front of engines, as declared.
func engineFronts(backend *v1alpha1.CodeGenBackend) []string {
	spec := backend.Spec.Route.HTTPRoute
	if spec == nil || spec.Existing != nil {
		return nil
	}
	var names []string
	if backend.Spec.VLLM.ServiceRef == nil {
		names = append(names, frontName(spec.Name, v1alpha1.EngineVLLM))
	}
	if backend.Spec.Legacy.ServiceRef == nil {
		names = append(names, frontName(spec.Name, v1alpha1.EngineLegacy))
	}
	return names
}

// backendRef sends a share of the requests to an engine: to its Service, or to the one that we put in front of it.
func (o *ownHTTPRoute) backendRef(e Engine, percent int32) gatewayv1.HTTPBackendRef {
	name, port := frontName(o.name(), e.Name), int32(frontPort)
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
func (o *ownHTTPRoute) reach(ctx context.Context) State {
	shares := map[v1alpha1.EngineName]int32{v1alpha1.EngineVLLM: o.to.VLLMPercent, v1alpha1.EngineLegacy: whole - o.to.VLLMPercent}
	for _, e := range []Engine{o.to.VLLM, o.to.Legacy} {
		if e.Service != nil {
			continue
		}
		if state := o.reachEngine(ctx, e, shares[e.Name] > 0); state.Reason != "" {
			return state
		}
	}
	return State{}
}

// reachEngine puts a Service in front of an engine. One that gets no requests, and whose addresses are not known or cannot be carried, gets its
// Service all the same, so that the Gateway can resolve it, and keeps the addresses that it has.
func (o *ownHTTPRoute) reachEngine(ctx context.Context, e Engine, needed bool) State {
	groups := grouped(e.Addresses, portOf(e.URL))
	unreachable := carriable(groups, e)
	if e.Addresses == nil {
		unreachable = State{Pending: true, Reason: v1alpha1.ReasonNoAddress, Message: fmt.Sprintf("the address of %s is not known yet", e.Name)}
	}
	if needed && unreachable.Reason != "" {
		return unreachable
	}
	f := &front{Store: o.Store, backend: o.backend, name: frontName(o.name(), e.Name), port: frontPort, labels: o.labels}
	if err := f.service(ctx); err != nil {
		return refused(err, "Service", f.name, httpRouteNameField)
	}
	if unreachable.Reason != "" {
		return State{}
	}
	if err := f.slices(ctx, groups); err != nil {
		return refused(err, "EndpointSlice", f.name, httpRouteNameField)
	}
	state := f.alone(ctx, httpRouteNameField)
	if state.failed() && state.Reason != "" {
		return state
	}
	if needed && state.Reason != "" {
		o.shared = state
	}
	return State{}
}
