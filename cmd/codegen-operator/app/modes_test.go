// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// TestObserve decides, reports, and touches nothing.
func TestObserve(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend())
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), bothHealthy))
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Mode = v1alpha1.ModeObserve })
	s.vllm.Kill()
	s.becomes(b, "what would be", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionReady, v1alpha1.ReasonHeldOnUnhealthy),
		func(st *v1alpha1.CodeGenBackendStatus) bool { return st.WouldBe == v1alpha1.EngineLegacy }))
	s.hasEndpoints("hapa", vllmAddress)
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Mode = v1alpha1.ModeAuto })
	s.becomes(b, "the flip", all(active(v1alpha1.EngineLegacy), func(st *v1alpha1.CodeGenBackendStatus) bool { return st.WouldBe == "" }))
}

// TestPaused changes nothing, and goes on probing.
func TestPaused(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend())
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), bothHealthy))
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Mode = v1alpha1.ModePaused })
	s.vllm.Kill()
	s.becomes(
		b,
		"the death to be seen",
		all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionVLLMHealthy, v1alpha1.EngineConnectionRefused)),
	)
	s.hasEndpoints("hapa", vllmAddress)
}

// TestPin holds, and lets go when it has run out.
func TestPin(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend())
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), bothHealthy))
	until := metav1.NewTime(time.Now().Add(10 * time.Second))
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.Failover.Pin = &v1alpha1.Pin{Engine: v1alpha1.EngineLegacy, Until: until, Reason: "vLLM upgrade"}
	})
	s.becomes(b, "the pin to hold", all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionDegraded, v1alpha1.ReasonAsDeclared)))
	s.hasEndpoints("hapa", legacyAddress)
	now := s.becomes(b, "the pin to let go", active(v1alpha1.EngineVLLM))
	if back := now.Status.Flips[0].Time; back.Time.Before(until.Truncate(time.Second)) {
		t.Errorf("it went back at %v, before the pin ran out at %v", back, until)
	}
}

// TestServiceRef copies the ready endpoints of the engine's Service, and follows them.
func TestServiceRef(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.net.Name("vllm-svc."+s.namespace+".svc", vllmAddress)
	must(t, s.client.Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "vllm-svc"},
		Spec:       corev1.ServiceSpec{ClusterIP: corev1.ClusterIPNone, Ports: []corev1.ServicePort{{Name: "api", Port: 8002}}},
	}))
	slice := &discoveryv1.EndpointSlice{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: s.namespace,
			Name:      "vllm-svc-x",
			Labels:    map[string]string{discoveryv1.LabelServiceName: "vllm-svc"},
		},
		AddressType: discoveryv1.AddressTypeIPv4,
		Endpoints:   []discoveryv1.Endpoint{endpoint("192.0.2.41", true), endpoint("192.0.2.42", false)},
		Ports:       []discoveryv1.EndpointPort{{Name: new("api"), Port: new(int32(18002))}},
	}
	must(t, s.client.Create(t.Context(), slice))
	s.operator()
	b := s.apply(s.backend(func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.VLLM.URL, spec.VLLM.ServiceRef = "", &v1alpha1.ServiceReference{Name: "vllm-svc", Port: 8002}
	}))
	s.becomes(b, "vllm to serve", active(v1alpha1.EngineVLLM))
	s.hasEndpoints("hapa", "192.0.2.41")
	slice.Endpoints = []discoveryv1.Endpoint{endpoint("192.0.2.41", false), endpoint("192.0.2.42", true)}
	must(t, s.client.Update(t.Context(), slice))
	s.hasEndpoints("hapa", "192.0.2.42")
}

func endpoint(address string, ready bool) discoveryv1.Endpoint {
	return discoveryv1.Endpoint{Addresses: []string{address}, Conditions: discoveryv1.EndpointConditions{Ready: &ready}}
}
