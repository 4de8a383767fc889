// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// TestHTTPRoute: the operator makes an HTTPRoute, and a Service for each engine, and flips by the weights, there and back.
func TestHTTPRoute(t *testing.T) {
	t.Parallel()
	s, _ := newGatewayStage(t)
	s.operator()
	b := s.apply(s.backend(byHTTPRoute))
	now := s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady),
		routeIs(v1alpha1.RouteReady, v1alpha1.EngineVLLM)))
	if r := now.Status.Routes[0]; r.Kind != v1alpha1.RouteHTTPRoute || r.Name != "hapa" || r.VLLMPercent == nil || *r.VLLMPercent != 100 {
		t.Errorf("the status says of the route: %+v", r)
	}
	s.weighs("hapa", 100, 0)
	s.hasEndpoints("hapa-vllm", vllmAddress)
	s.hasEndpoints("hapa-legacy", legacyAddress)
	route := s.httpRoute("hapa")
	if len(route.Spec.Rules) != 1 || len(route.Spec.Rules[0].Filters) != 0 || route.Spec.Rules[0].Timeouts != nil {
		t.Errorf("the HTTPRoute could break streams: %+v", route.Spec.Rules)
	}

	s.vllm.Kill()
	s.becomes(b, "legacy to serve", all(active(v1alpha1.EngineLegacy), routeIs(v1alpha1.RouteReady, v1alpha1.EngineLegacy)))
	s.weighs("hapa", 0, 100)
	must(t, s.vllm.Revive())
	s.becomes(b, "vllm to serve again", all(active(v1alpha1.EngineVLLM), routeIs(v1alpha1.RouteReady, v1alpha1.EngineVLLM)))
	s.weighs("hapa", 100, 0)
}

// TestHTTPRouteParents: it is not carried before its Gateway has accepted it as it is, and what the Gateway says is told.
func TestHTTPRouteParents(t *testing.T) {
	t.Parallel()
	s, gateway := newGatewayStage(t)
	gateway.answers(nil)
	s.operator()
	b := s.apply(s.backend(byHTTPRoute))
	now := s.becomes(b, "the Gateway to be waited for", all(says(v1alpha1.ConditionRouted, v1alpha1.ReasonParentNotReady),
		routeIs(v1alpha1.RouteMoving, ""), says(v1alpha1.ConditionReady, v1alpha1.ReasonProgressing)))
	if !strings.Contains(statusText(now), "Gateway web has not reported on HTTPRoute hapa yet") {
		t.Errorf("%s", statusText(now))
	}
	for _, step := range []struct {
		answer func(*gatewayv1.HTTPRoute) []metav1.Condition
		engine v1alpha1.EngineName // that clients still reach, as far as can be told
		says   string
	}{
		{refusing, "", "Gateway web says Accepted=False (NotAllowedByListeners: so it is) of HTTPRoute hapa"},
		{unresolved, v1alpha1.EngineVLLM, "Gateway web says ResolvedRefs=False (BackendNotFound: so it is) of HTTPRoute hapa"},
	} {
		gateway.answers(accepting)
		s.touchHTTPRoute("hapa")
		s.becomes(
			b,
			"it to be routed",
			all(routeIs(v1alpha1.RouteReady, v1alpha1.EngineVLLM), says(v1alpha1.ConditionReady, v1alpha1.ReasonServing)),
		)
		gateway.answers(step.answer)
		s.touchHTTPRoute("hapa")
		s.becomes(b, step.says, all(routeIs(v1alpha1.RouteMoving, step.engine), func(st *v1alpha1.CodeGenBackendStatus) bool {
			return st.Routes[0].Message == step.says
		}))
	}
}

// touchHTTPRoute has the gateway controller look again, by a change that is put right at once.
func (s *stage) touchHTTPRoute(name string) {
	s.Helper()
	s.kubectl("patch", "httproute", name, "--type=json", "-p", `[{"op": "replace", "path": "/spec/rules/0/backendRefs/0/weight", "value": 7}]`)
}

// TestHTTPRouteDrift: what was changed or deleted by hand is put right at once.
func TestHTTPRouteDrift(t *testing.T) {
	t.Parallel()
	s, _ := newGatewayStage(t)
	s.operator()
	b := s.apply(s.backend(byHTTPRoute))
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)))

	s.kubectl(
		"patch",
		"httproute",
		"hapa",
		"--type=merge",
		"-p",
		`{"spec": {"hostnames": ["elsewhere.example.com"], "parentRefs": [{"name": "other"}]}}`,
	)
	s.until("the host names and parents to be put right", func() (bool, string) {
		spec := s.httpRoute("hapa").Spec
		return len(spec.Hostnames) == 0 && spec.ParentRefs[0].Name == "web", string(spec.ParentRefs[0].Name)
	})
	s.kubectl(
		"patch",
		"httproute",
		"hapa",
		"--type=json",
		"-p",
		`[{"op": "replace", "path": "/spec/rules/0/backendRefs/1/weight", "value": 50}]`,
	)
	s.weighs("hapa", 100, 0)
	s.kubectl("label", "httproute", "hapa", "app.kubernetes.io/managed-by-")
	s.until("the label to be put right", func() (bool, string) {
		return s.httpRoute("hapa").Labels["app.kubernetes.io/managed-by"] != "", "it is gone"
	})
	s.kubectl("delete", "httproute", "hapa", "--wait=false")
	s.weighs("hapa", 100, 0)
	s.kubectl("delete", "service", "hapa-legacy", "--wait=false")
	s.until("the Service to be there again", func() (bool, string) { return s.isThere("hapa-legacy", &corev1.Service{}), "it is gone" })
}

func (s *stage) isThere(name string, o client.Object) bool {
	s.Helper()
	err := s.client.Get(s.Context(), client.ObjectKey{Namespace: s.namespace, Name: name}, o)
	if !apierrors.IsNotFound(err) {
		must(s.T, err)
	}
	return err == nil
}

// TestHTTPRouteIsForeign: one that is not ours is left alone, until it goes.
func TestHTTPRouteIsForeign(t *testing.T) {
	t.Parallel()
	s, _ := newGatewayStage(t)
	foreign := &gatewayv1.HTTPRoute{ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "hapa"}}
	must(t, s.client.Create(t.Context(), foreign))
	s.operator()
	b := s.apply(s.backend(byHTTPRoute))
	now := s.becomes(
		b,
		"NotOwned",
		all(says(v1alpha1.ConditionRouted, v1alpha1.ReasonNotOwned), says(v1alpha1.ConditionReady, v1alpha1.ReasonRouteFailed),
			says(v1alpha1.ConditionStalled, v1alpha1.ReasonNotOwned)),
	)
	if now.Status.Active != "" || !strings.Contains(statusText(now), "HTTPRoute hapa exists and was not made for this CodeGenBackend") {
		t.Errorf("%s", statusText(now))
	}
	if after := s.httpRoute("hapa"); after.ResourceVersion != foreign.ResourceVersion {
		t.Errorf("the foreign HTTPRoute was touched: %+v", after)
	}
	must(t, s.client.Delete(t.Context(), foreign))
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)))
}

// TestHTTPRouteIsPruned: what the spec no longer declares goes, once something else carries; with the backend goes everything.
func TestHTTPRouteIsPruned(t *testing.T) {
	t.Parallel()
	must(t, collecting())
	s, _ := newGatewayStage(t)
	s.operator()
	b := s.apply(s.backend(byHTTPRoute))
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)))

	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Route.HTTPRoute.Name = "second" })
	s.weighs("second", 100, 0)
	s.routeGone("hapa", "hapa-vllm", "hapa-legacy")
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.Route = v1alpha1.RouteSpec{Service: &v1alpha1.ServiceRoute{Name: "plain", Port: 80}}
	})
	s.hasEndpoints("plain", vllmAddress)
	s.routeGone("second", "second-vllm", "second-legacy")
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Route.Service = nil; byHTTPRoute(spec) })
	s.weighs("hapa", 100, 0)
	must(t, s.client.Delete(t.Context(), b))
	s.routeGone("hapa", "hapa-vllm", "hapa-legacy")
}

// routeGone waits until an HTTPRoute and the Services in front of its engines are gone. The garbage collector looks for
// kinds that are new to it every half a minute.
func (s *stage) routeGone(httpRoute string, services ...string) {
	s.Helper()
	s.until("HTTPRoute "+httpRoute+" and its Services to be gone", func() (bool, string) {
		left := s.isThere(httpRoute, &gatewayv1.HTTPRoute{})
		for _, service := range services {
			left = left || s.isThere(service, &corev1.Service{}) || len(s.endpointsOf(service)) > 0
		}
		return !left, "something is there"
	})
}
