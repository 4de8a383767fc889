// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"maps"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// byAll routes by a Service, an HTTPRoute, a ConfigMap and a webhook at once.
func byAll(spec *v1alpha1.CodeGenBackendSpec) {
	service := spec.Route.Service
	byHTTPRoute(spec)
	http := spec.Route.HTTPRoute
	http.Name = "front"
	byWebhook(spec)
	spec.Route.Service, spec.Route.HTTPRoute = service, http
	spec.Route.ConfigMap = &v1alpha1.ConfigMapRoute{Name: "hapa-backend"}
}

// everyRouteIs reports whether all routes carry an engine.
func everyRouteIs(e v1alpha1.EngineName, kinds int) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(st *v1alpha1.CodeGenBackendStatus) bool {
		for _, r := range st.Routes {
			if r.State != v1alpha1.RouteReady || r.Engine != e {
				return false
			}
		}
		return len(st.Routes) == kinds && says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)(st)
	}
}

// written are the resource versions of all that routes are made of, less those that others write the status of.
func (s *stage) written() map[string]string {
	s.Helper()
	versions := map[string]string{}
	for kind, list := range map[string]client.ObjectList{
		"Service": &corev1.ServiceList{}, "EndpointSlice": &discoveryv1.EndpointSliceList{}, "ConfigMap": &corev1.ConfigMapList{},
		"HTTPRoute": &gatewayv1.HTTPRouteList{},
	} {
		must(s.T, s.client.List(s.Context(), list, client.InNamespace(s.namespace)))
		must(s.T, meta.EachListItem(list, func(item runtime.Object) error {
			o := item.(client.Object)
			versions[kind+" "+o.GetName()] = o.GetResourceVersion()
			return nil
		}))
	}
	return versions
}

// TestObserveTouchesNoRoute: neither Service, HTTPRoute nor ConfigMap is written and no webhook is called, not even
// where somebody changed them; an event says what would have been. In Auto again, all of them follow.
func TestObserveTouchesNoRoute(t *testing.T) {
	t.Parallel()
	s, _ := newGatewayStage(t)
	s.secret("switch-key", switchSecret)
	l := s.lever()
	s.operator()
	b := s.apply(s.backend(byAll))
	s.becomes(b, "all routes to carry vllm", all(everyRouteIs(v1alpha1.EngineVLLM, 4), bothHealthy))
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Mode = v1alpha1.ModeObserve })
	s.reconciledAgain(b)
	s.kubectl("patch", "configmap", "hapa-backend", "--type=merge", `-p={"data": {"ACTIVE_BACKEND": "theirs"}}`)
	before, calls := s.written(), len(l.all())
	s.vllm.Kill()
	s.becomes(b, "what would be", func(st *v1alpha1.CodeGenBackendStatus) bool { return st.WouldBe == v1alpha1.EngineLegacy })
	s.until("an event of it", func() (bool, string) {
		out := s.kubectl("events", "--for=codegenbackend/hapa")
		return strings.Contains(out, "WouldFlip") && strings.Contains(out, "in mode Auto, legacy would be active"), out
	})
	s.reconciledAgain(b)
	if after := s.written(); !maps.Equal(before, after) {
		t.Errorf("it wrote to routes: %v, then %v", before, after)
	}
	if after := l.all(); len(after) != calls {
		t.Errorf("it called the webhook: %+v", after[calls:])
	}
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Mode = v1alpha1.ModeAuto })
	s.becomes(b, "all routes to carry legacy", all(active(v1alpha1.EngineLegacy), everyRouteIs(v1alpha1.EngineLegacy, 4)))
	s.names("hapa-backend", saysLegacy)
	s.set(l, v1alpha1.EngineLegacy)
}
