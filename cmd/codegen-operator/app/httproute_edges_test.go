// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// TestHTTPRouteIsAdopted: one that is handed over by the annotation becomes ours at once, and what is not declared goes.
func TestHTTPRouteIsAdopted(t *testing.T) {
	t.Parallel()
	s, _ := newGatewayStage(t)
	foreign := &gatewayv1.HTTPRoute{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "hapa", Labels: map[string]string{"team": "editors"}},
	}
	foreign.Spec.Hostnames = []gatewayv1.Hostname{"old.example.com"}
	must(t, s.client.Create(t.Context(), foreign))
	s.operator()
	b := s.apply(s.backend(byHTTPRoute))
	s.becomes(b, "NotOwned", says(v1alpha1.ConditionRouted, v1alpha1.ReasonNotOwned))
	s.kubectl("annotate", "httproute", "hapa", v1alpha1.AnnotationAdopt+"=hapa")
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), routeIs(v1alpha1.RouteReady, v1alpha1.EngineVLLM)))
	s.weighs("hapa", 100, 0)
	now := s.httpRoute("hapa")
	if now.UID != foreign.UID || now.Labels["team"] != "editors" || len(now.Spec.Hostnames) != 0 || !metav1.IsControlledBy(now, b) {
		t.Errorf("adopted: %+v %v", now.ObjectMeta, now.Spec.Hostnames)
	}
}

// TestHTTPRouteWithAnUnresolvedEngine: an engine whose name does not resolve gets no requests, and keeps nobody from
// the other. Its Service is there, so that the Gateway can resolve the reference, and gets its addresses as soon as
// they are known.
func TestHTTPRouteWithAnUnresolvedEngine(t *testing.T) {
	t.Parallel()
	s, _ := newGatewayStage(t)
	s.operator()
	b := s.apply(s.backend(byHTTPRoute, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Legacy.URL = "http://legacy.example.com:8000" }))
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), routeIs(v1alpha1.RouteReady, v1alpha1.EngineVLLM)))
	s.weighs("hapa", 100, 0)
	s.until("the Service of legacy", func() (bool, string) { return s.isThere("hapa-legacy", &corev1.Service{}), "it is not there" })
	s.hasEndpoints("hapa-legacy")
	s.net.Name("legacy.example.com", legacyAddress)
	s.hasEndpoints("hapa-legacy", legacyAddress)
	s.vllm.Kill()
	s.becomes(b, "legacy to serve", all(active(v1alpha1.EngineLegacy), routeIs(v1alpha1.RouteReady, v1alpha1.EngineLegacy)))
	s.weighs("hapa", 0, 100)
}
