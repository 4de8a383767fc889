// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"io"
	"testing"

	corev1 "k8s.io/api/core/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/test/cluster"
)

// TestGatewayAPIMissing: in a cluster without the Gateway API the operator runs, and those who want an HTTPRoute are
// told. It is noticed when it comes, and HTTPRoutes are watched from then on; and when it goes.
func TestGatewayAPIMissing(t *testing.T) {
	t.Parallel()
	bare, err := cluster.Start(t.Context(), io.Discard)
	must(t, err)
	t.Cleanup(bare.Stop)
	s := newStageIn(t, bare)
	stop := s.operator()
	plain := s.backend()
	plain.Name = "plain"
	s.apply(plain)
	s.becomes(plain, "others to carry on", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)))
	b := s.apply(s.backend(byHTTPRoute))
	missing := all(
		says(v1alpha1.ConditionRouted, v1alpha1.ReasonGatewayAPIMissing),
		says(v1alpha1.ConditionStalled, v1alpha1.ReasonGatewayAPIMissing),
		routeIs(v1alpha1.RouteFailed, ""),
	)
	s.becomes(b, "the Gateway API to be missed", all(missing, active("")))

	must(t, bare.InstallGatewayAPI(t.Context()))
	s.gatewayController()
	s.shows(b, "it to be noticed", active(v1alpha1.EngineVLLM), routeIs(v1alpha1.RouteReady, v1alpha1.EngineVLLM))
	s.kubectl("delete", "httproute", "hapa", "--wait=false")
	s.weighs("hapa", 100, 0)

	s.kubectl("delete", "customresourcedefinition", "httproutes.gateway.networking.k8s.io", "--wait=false")
	s.shows(b, "it to be missed again", missing)
	s.becomes(plain, "others to carry on", says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady))

	stop()
	s.operator() // one that has never known the Gateway API
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.Route = v1alpha1.RouteSpec{ConfigMap: &v1alpha1.ConfigMapRoute{Name: "hapa"}}
	})
	s.until("the Services of engines to be gone", func() (bool, string) {
		return !s.isThere("hapa-vllm", &corev1.Service{}) && !s.isThere("hapa-legacy", &corev1.Service{}), "they are there"
	})
}
