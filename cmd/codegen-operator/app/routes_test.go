// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// TestSeveralRoutes at once: where one fails the others carry, and Routed names it.
func TestSeveralRoutes(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.secret("switch-key", switchSecret)
	l := s.lever()
	s.operator()
	b := s.apply(s.backend(func(spec *v1alpha1.CodeGenBackendSpec) {
		service := spec.Route.Service
		byWebhook(spec)
		spec.Route.Service, spec.Route.ConfigMap = service, &v1alpha1.ConfigMapRoute{Name: "hapa-backend"}
	}))
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady), bothHealthy))
	l.answers(http.StatusForbidden)
	s.vllm.Kill()
	now := s.becomes(
		b,
		"the webhook to fail",
		all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionRouted, v1alpha1.ReasonDeliveryFailed),
			kindIs(v1alpha1.RouteService, v1alpha1.RouteReady, v1alpha1.ReasonRoutesReady),
			kindIs(v1alpha1.RouteConfigMap, v1alpha1.RouteReady, v1alpha1.ReasonRoutesReady), refuses),
	)
	if !strings.Contains(statusText(now), "the webhook answered with status 403 Forbidden") ||
		strings.Contains(statusText(now), "ConfigMap hapa-backend") {
		t.Errorf("Routed does not name it alone: %s", statusText(now))
	}
	s.hasEndpoints("hapa", legacyAddress)
	s.names("hapa-backend", saysLegacy)
	l.answers(http.StatusOK)
	s.becomes(b, "all to carry legacy", says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady))
	s.set(l, v1alpha1.EngineLegacy)
}
