// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"fmt"
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// byEvery routes by each kind of route at once.
func byEvery(spec *v1alpha1.CodeGenBackendSpec) {
	byAll(spec)
	all := spec.Route
	byGateway(spec)
	all.Gateway = spec.Route.Gateway
	spec.Route = all
}

// TestEveryKindAtOnce: all five point to the active engine, are listed in one order, and follow a flip and the
// failback; where the Gateway of the HTTPRoute does not take the flip up, that one alone is named, with the engine that
// it still points to.
func TestEveryKindAtOnce(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	s, parent := newGatewayStage(t)
	s.secret("switch-key", switchSecret)
	l := s.lever()
	s.operator(withImage)
	b := s.apply(s.backend(byEvery))
	now := s.becomes(b, "all to carry vllm", all(active(v1alpha1.EngineVLLM), everyRouteIs(v1alpha1.EngineVLLM, 5), bothHealthy))
	if got, want := listed(now), []string{"Service hapa", "HTTPRoute front", "Gateway " + gatewayName, "ConfigMap hapa-backend", "Webhook " + switchURL}; !slices.Equal(
		got,
		want,
	) {
		t.Errorf("status.routes lists %v, want %v", got, want)
	}
	parent.answers(nil)
	s.vllm.Kill()
	now = s.becomes(
		b,
		"the HTTPRoute alone to lag",
		all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionRouted, v1alpha1.ReasonParentNotReady), otherRoutesUseLegacy),
	)
	if r := routeOf(&now.Status, v1alpha1.RouteHTTPRoute); r.State != v1alpha1.RouteMoving || r.Engine != v1alpha1.EngineVLLM {
		t.Errorf("status.routes says of the HTTPRoute: %+v", r)
	}
	s.hasEndpoints("hapa", legacyAddress)
	s.names("hapa-backend", saysLegacy)
	s.set(l, v1alpha1.EngineLegacy)
	parent.answers(accepting)
	s.touchHTTPRoute("front")
	s.becomes(b, "all to carry legacy", everyRouteIs(v1alpha1.EngineLegacy, 5))
	s.weighs("front", 0, 100)
	must(t, s.vllm.Revive())
	s.becomes(b, "all to carry vllm again", all(active(v1alpha1.EngineVLLM), everyRouteIs(v1alpha1.EngineVLLM, 5)))
	s.hasEndpoints("hapa", vllmAddress)
	s.weighs("front", 100, 0)
	s.names("hapa-backend", saysVLLM)
	s.set(l, v1alpha1.EngineVLLM)
}

// listed are the routes of a status, as it lists them.
func listed(b *v1alpha1.CodeGenBackend) []string {
	var names []string
	for _, r := range b.Status.Routes {
		names = append(names, fmt.Sprint(r.Kind, " ", r.Name))
	}
	return names
}

// otherRoutesUseLegacy reports whether all routes but the HTTPRoute carry legacy.
func otherRoutesUseLegacy(st *v1alpha1.CodeGenBackendStatus) bool {
	return !slices.ContainsFunc(st.Routes, func(r v1alpha1.RouteStatus) bool {
		return r.Kind != v1alpha1.RouteHTTPRoute && (r.State != v1alpha1.RouteReady || r.Engine != v1alpha1.EngineLegacy)
	})
}

// foreignService makes a Service of somebody else's.
func (s *stage) foreignService(name string) *corev1.Service {
	s.Helper()
	foreign := &corev1.Service{ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: name},
		Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 80}}, Selector: map[string]string{"app": "theirs"}}}
	must(s.T, s.client.Create(s.Context(), foreign))
	return foreign
}

// TestForeignFrontOfAnHTTPRoute: a Service of somebody else in the place of one that the HTTPRoute needs is named and left as it is.
func TestForeignFrontOfAnHTTPRoute(t *testing.T) {
	t.Parallel()
	s, _ := newGatewayStage(t)
	foreign := s.foreignService("hapa-legacy")
	s.operator()
	b := s.apply(s.backend(byHTTPRoute))
	now := s.becomes(
		b,
		"NotOwned",
		all(says(v1alpha1.ConditionRouted, v1alpha1.ReasonNotOwned), says(v1alpha1.ConditionStalled, v1alpha1.ReasonNotOwned)),
	)
	if r := routeOf(&now.Status, v1alpha1.RouteHTTPRoute); r.Engine != "" || r.State != v1alpha1.RouteFailed || now.Status.Active != "" {
		t.Errorf("it is told to carry: %s", statusText(now))
	}
	s.leftAlone(foreign)
	must(t, s.client.Delete(t.Context(), foreign))
	s.reconciledAgain(b)
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), everyRouteIs(v1alpha1.EngineVLLM, 1)))
	if after := s.httpRoute("hapa"); !metav1.IsControlledBy(after, s.get(b)) {
		t.Errorf("it is not marked as ours: %v", after.OwnerReferences)
	}
}
