// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// byExistingRule has both engines behind Services of the user, and takes over the weights of one rule of the user's HTTPRoute.
func (s *stage) byExistingRule(spec *v1alpha1.CodeGenBackendSpec) {
	s.net.Name("vllm-app."+s.namespace+".svc", vllmAddress)
	s.net.Name("legacy-app."+s.namespace+".svc", legacyAddress)
	spec.VLLM.URL, spec.VLLM.ServiceRef = "", &v1alpha1.ServiceReference{Name: "vllm-app", Port: 8002}
	spec.Legacy.URL, spec.Legacy.ServiceRef = "", &v1alpha1.ServiceReference{Name: "legacy-app", Port: 8000}
	spec.Route = v1alpha1.RouteSpec{HTTPRoute: &v1alpha1.HTTPRouteRoute{
		Existing: &v1alpha1.ExistingHTTPRoute{Name: "shop", RuleName: "generate"}}}
}

// shop is an HTTPRoute of the user, with the defaults written out. The rule that is taken over comes second, with legacy before vllm.
func (s *stage) shop() *gatewayv1.HTTPRoute {
	path := func(p string) []gatewayv1.HTTPRouteMatch {
		return []gatewayv1.HTTPRouteMatch{{Path: &gatewayv1.HTTPPathMatch{Type: new(gatewayv1.PathMatchPathPrefix), Value: &p}}}
	}
	return &gatewayv1.HTTPRoute{
		TypeMeta:   metav1.TypeMeta{APIVersion: "gateway.networking.k8s.io/v1", Kind: "HTTPRoute"},
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "shop", Labels: map[string]string{"team": "editors"}},
		Spec: gatewayv1.HTTPRouteSpec{
			CommonRouteSpec: gatewayv1.CommonRouteSpec{ParentRefs: []gatewayv1.ParentReference{{Name: "web"}}},
			Hostnames:       []gatewayv1.Hostname{"code.example.com"},
			Rules: []gatewayv1.HTTPRouteRule{
				{
					Name:        new(gatewayv1.SectionName("static")),
					Matches:     path("/static"),
					BackendRefs: []gatewayv1.HTTPBackendRef{serviceRef("files", 80, 3)},
				},
				{Name: new(gatewayv1.SectionName("generate")), Matches: path("/v1"), BackendRefs: []gatewayv1.HTTPBackendRef{
					serviceRef("legacy-app", 8000, 1), serviceRef("vllm-app", 8002, 1)}},
			},
		},
	}
}

func serviceRef(name gatewayv1.ObjectName, port gatewayv1.PortNumber, weight int32) gatewayv1.HTTPBackendRef {
	return gatewayv1.HTTPBackendRef{BackendRef: gatewayv1.BackendRef{
		BackendObjectReference: gatewayv1.BackendObjectReference{
			Group: new(gatewayv1.Group("")), Kind: new(gatewayv1.Kind("Service")), Name: name, Port: &port}, Weight: &weight}}
}

// splits waits until the rule generate of the HTTPRoute shop has these weights.
func (s *stage) splits(vllm, legacy int32) {
	s.Helper()
	s.until("the rule to split as it should", func() (bool, string) {
		refs := s.httpRoute("shop").Spec.Rules[1].BackendRefs
		return *refs[1].Weight == vllm && *refs[0].Weight == legacy, weightsText(refs)
	})
}

// TestExistingHTTPRoute: the two weights of the rule follow the active engine, drift is put right, and nothing else is touched; when the
// backend is deleted the weights stay as they are.
func TestExistingHTTPRoute(t *testing.T) {
	t.Parallel()
	s, _ := newGatewayStage(t)
	shop := s.shop()
	must(t, s.client.Create(t.Context(), shop))
	s.operator()
	b := s.apply(s.backend(s.byExistingRule))
	now := s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), routeIs(v1alpha1.RouteReady, v1alpha1.EngineVLLM)))
	if r := now.Status.Routes[0]; r.Name != "shop/generate" || *r.VLLMPercent != 100 {
		t.Errorf("the status says of the route: %+v", r)
	}
	s.splits(100, 0)
	s.vllm.Kill()
	s.becomes(b, "legacy to serve", all(active(v1alpha1.EngineLegacy), routeIs(v1alpha1.RouteReady, v1alpha1.EngineLegacy)))
	s.splits(0, 100)

	s.kubectl(
		"patch",
		"httproute",
		"shop",
		"--type=json",
		"-p",
		`[{"op": "replace", "path": "/spec/rules/1/backendRefs/1/weight", "value": 50}]`,
	)
	s.splits(0, 100)
	s.becomes(b, "it to be routed", routeIs(v1alpha1.RouteReady, v1alpha1.EngineLegacy))
	s.unchangedButWeights(shop)

	must(t, s.client.Delete(t.Context(), b))
	s.until("the engines to be left alone", func() (bool, string) { return s.quietFor(s.legacy), "requests still come" })
	s.splits(0, 100)
	s.unchangedButWeights(shop)
}

// unchangedButWeights compares an HTTPRoute with what its user wrote.
func (s *stage) unchangedButWeights(wrote *gatewayv1.HTTPRoute) {
	s.Helper()
	now := s.httpRoute(wrote.Name)
	for i := range now.Spec.Rules[1].BackendRefs {
		now.Spec.Rules[1].BackendRefs[i].Weight = wrote.Spec.Rules[1].BackendRefs[i].Weight
	}
	now.Status, now.ManagedFields, now.ResourceVersion, now.Generation = wrote.Status, wrote.ManagedFields, wrote.ResourceVersion, wrote.Generation
	now.TypeMeta = wrote.TypeMeta
	if difference := cmp.Diff(wrote, now); difference != "" {
		s.Errorf("more than the weights was changed (-before +now):\n%s", difference)
	}
}

// TestExistingRuleIsUnsuitable: what is missing is said, with how to fix it, and used as soon as it is fixed.
func TestExistingRuleIsUnsuitable(t *testing.T) {
	t.Parallel()
	s, _ := newGatewayStage(t)
	s.operator()
	b := s.apply(s.backend(s.byExistingRule))
	lacks := func(message string) {
		t.Helper()
		s.becomes(
			b,
			message,
			all(says(v1alpha1.ConditionRouted, v1alpha1.ReasonRuleNotFound), says(v1alpha1.ConditionStalled, v1alpha1.ReasonRuleNotFound),
				routeIs(v1alpha1.RouteFailed, "")),
		)
		if now := s.get(b); now.Status.Active != "" || !strings.Contains(statusText(now), message) {
			t.Errorf("it does not say %q:\n%s", message, statusText(now))
		}
	}
	lacks("HTTPRoute shop does not exist: create it, or correct spec.route.httpRoute.existing.name")

	must(t, s.client.Create(t.Context(), s.shop()))
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), routeIs(v1alpha1.RouteReady, v1alpha1.EngineVLLM)))

	for _, spoil := range []struct{ patch, says string }{
		{`[{"op": "replace", "path": "/spec/rules/1/name", "value": "other"}]`,
			"HTTPRoute shop has no rule of the name generate: give the rule that name, or correct spec.route.httpRoute.existing.ruleName"},
		{`[{"op": "replace", "path": "/spec/rules/1/backendRefs/1/port", "value": 9}]`,
			"rule generate of HTTPRoute shop must have exactly two backendRefs, Service vllm-app port 8002 for vllm and Service legacy-app port 8000 for legacy"},
		{`[{"op": "add", "path": "/spec/rules/1/backendRefs/-", "value": {"name": "third", "port": 1}}]`, "must have exactly two backendRefs"},
	} {
		s.kubectl("patch", "httproute", "shop", "--type=json", "-p", spoil.patch)
		s.becomes(b, spoil.says, func(st *v1alpha1.CodeGenBackendStatus) bool {
			return routeIs(v1alpha1.RouteFailed, "")(st) && strings.Contains(st.Routes[0].Message, spoil.says)
		})
		must(t, s.client.Delete(t.Context(), s.shop()))
		must(t, s.client.Create(t.Context(), s.shop()))
		s.becomes(b, "it to carry again", routeIs(v1alpha1.RouteReady, v1alpha1.EngineVLLM))
	}
}
