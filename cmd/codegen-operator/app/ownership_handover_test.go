// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"sigs.k8s.io/controller-runtime/pkg/client"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// byThree is a stage's spec with three routes of one name each.
func byThree(name string) func(*v1alpha1.CodeGenBackendSpec) {
	return func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.Route = v1alpha1.RouteSpec{
			Service:   &v1alpha1.ServiceRoute{Name: name, Port: 80},
			ConfigMap: &v1alpha1.ConfigMapRoute{Name: name},
			HTTPRoute: &v1alpha1.HTTPRouteRoute{Name: name, ParentRefs: []v1alpha1.ParentReference{{Name: "web"}}},
		}
	}
}

// TestRoutesAreHandedOver: two backends declare the same Service, ConfigMap and HTTPRoute, and the younger waits. When the older chooses
// other names, the younger has these at once, and clients never find them gone.
func TestRoutesAreHandedOver(t *testing.T) {
	t.Parallel()
	s, _ := newGatewayStage(t)
	s.operator()
	older := s.apply(s.backend(byThree("shared")))
	s.becomes(older, "the older to be routed", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)))
	younger := s.later("younger", func(spec *v1alpha1.CodeGenBackendSpec) {
		byThree("shared")(spec)
		spec.Failover.Pin = &v1alpha1.Pin{
			Engine: v1alpha1.EngineLegacy,
			Until:  metav1.NewTime(time.Now().Add(time.Hour)),
			Reason: "to tell them apart",
		}
	})
	now := s.becomes(younger, "ClaimedByOther", says(v1alpha1.ConditionRouted, v1alpha1.ReasonClaimedByOther))
	for _, kind := range []string{"Service", "ConfigMap", "HTTPRoute"} {
		if !strings.Contains(statusText(now), kind+" shared is declared by CodeGenBackend hapa as well, which is older") {
			t.Errorf("%s is not reported:\n%s", kind, statusText(now))
		}
	}
	s.names("shared", saysVLLM)

	gone := s.watchGone("shared", &corev1.ServiceList{}, &corev1.ConfigMapList{}, &gatewayv1.HTTPRouteList{})
	changed := time.Now()
	s.change(older, byThree("other"))
	s.until("the younger to have them", func() (bool, string) {
		now := s.get(younger)
		return all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady))(&now.Status), statusText(now)
	})
	timing.AtMost(t, "the handover", time.Since(changed), 10*time.Second)
	s.hasEndpoints("shared", legacyAddress)
	s.names("shared", saysLegacy)
	s.becomes(older, "the older to go on under the other names", says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady))
	s.hasEndpoints("other", vllmAddress)
	s.until("each to have its own", func() (bool, string) {
		return s.owner("shared") == "younger" && s.owner("other") == "hapa" && s.owner("shared-vllm") == "younger", s.owner("shared")
	})
	if n := gone(); n > 0 {
		t.Errorf("%d objects were gone for a while", n)
	}
}

// TestNoHandoverToABackendThatDoesNotAct: what only a backend declares that touches nothing is removed by the one that had it.
func TestNoHandoverToABackendThatDoesNotAct(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	older := s.apply(s.backend())
	s.becomes(older, "the older to be routed", active(v1alpha1.EngineVLLM))
	s.later("younger", func(spec *v1alpha1.CodeGenBackendSpec) { spec.Mode = v1alpha1.ModeObserve })
	s.change(older, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Route.Service.Name = "other" })
	s.hasEndpoints("other", vllmAddress)
	s.hasEndpoints("hapa")
}

// watchGone watches the objects of a name from now on. The returned function says how many were deleted.
func (s *stage) watchGone(name string, lists ...client.ObjectList) func() int32 {
	s.Helper()
	var gone atomic.Int32
	for _, list := range lists {
		w, err := s.client.Watch(s.Context(), list, client.InNamespace(s.namespace),
			&client.ListOptions{FieldSelector: fields.OneTermEqualSelector("metadata.name", name)})
		must(s.T, err)
		ended := make(chan struct{})
		s.Cleanup(func() { w.Stop(); <-ended })
		go func() {
			defer close(ended)
			for event := range w.ResultChan() {
				if event.Type == "DELETED" {
					gone.Add(1)
				}
			}
		}()
	}
	return gone.Load
}
