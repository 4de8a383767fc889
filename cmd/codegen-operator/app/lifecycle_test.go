// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestRestart: the operator stops and starts, and the active engine, since when, and Ready stay as they were.
func TestRestart(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.vllm.Kill()
	stop := s.operator()
	b := s.apply(s.backend(func(spec *v1alpha1.CodeGenBackendSpec) { spec.Failover.CooldownSeconds = new(int32(600)) }))
	s.becomes(b, "legacy to serve", active(v1alpha1.EngineLegacy))
	must(t, s.vllm.Revive())
	s.becomes(b, "vllm to come back", all(active(v1alpha1.EngineVLLM), bothHealthy))
	s.vllm.Kill()
	before := s.becomes(
		b,
		"legacy to serve again",
		all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionVLLMHealthy, v1alpha1.EngineConnectionRefused)),
	)
	must(t, s.vllm.Revive())
	stop()

	changes := s.watchStatus(b)
	s.vllm.Forget()
	s.operator()
	s.until("both engines to be checked by the new operator", func() (bool, string) {
		return s.vllm.Counts().Streams > 2 && s.legacy.Counts().Streams > 2, "nothing"
	})
	after := s.becomes(b, "vllm to be healthy again", bothHealthy)
	if after.Status.Active != v1alpha1.EngineLegacy || !after.Status.Since.Equal(&before.Status.Since) ||
		len(after.Status.Flips) != len(before.Status.Flips) {
		t.Errorf("the restart changed the active engine: before\n%s\nafter\n%s", statusText(before), statusText(after))
	}
	for _, now := range changes() {
		if !isReady(now) {
			t.Errorf("Ready was lost after the restart: %s", statusText(now))
		}
	}
}

// TestDeletion: with the object go the Service and its slices, and nobody probes the engines any more.
func TestDeletion(t *testing.T) {
	t.Parallel()
	must(t, collecting())
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend())
	s.becomes(b, "vllm to serve", active(v1alpha1.EngineVLLM))
	s.hasEndpoints("hapa", vllmAddress)

	must(t, s.client.Delete(t.Context(), b))
	s.until("everything to be gone", func() (bool, string) {
		err := s.client.Get(t.Context(), key(b), &corev1.Service{})
		return apierrors.IsNotFound(err) && len(s.endpointsOf("hapa")) == 0, "the Service or its slices are there"
	})
	s.until("the engines to be left alone", func() (bool, string) {
		return s.vllm.Counts().InFlight == 0 && s.quietFor(s.vllm) && s.quietFor(s.legacy), "requests still come"
	})
}

// TestSpecChange takes effect at once: another Service, and another vllm.
func TestSpecChange(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	other := s.engine(sim.OpenAI, sim.Script{}, "192.0.2.11:8002")
	s.operator()
	b := s.apply(s.backend())
	s.becomes(b, "vllm to serve", active(v1alpha1.EngineVLLM))
	s.hasEndpoints("hapa", vllmAddress)

	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Route.Service.Name = "hapa-two" })
	s.hasEndpoints("hapa-two", vllmAddress)
	s.hasEndpoints("hapa")
	s.until("the old Service to be gone", func() (bool, string) {
		return apierrors.IsNotFound(
			s.client.Get(t.Context(), client.ObjectKey{Namespace: s.namespace, Name: "hapa"}, &corev1.Service{}),
		), "it is there"
	})

	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.VLLM.URL = "http://192.0.2.11:8002" })
	s.hasEndpoints("hapa-two", "192.0.2.11")
	s.until("the new vllm to be asked", func() (bool, string) { return other.Counts().Streams > 0, "it is not" })
	s.until("the old vllm to be left alone", func() (bool, string) { return s.quietFor(s.vllm), "requests still come" })
}

// TestDrift: what was changed or deleted by hand is put right.
func TestDrift(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend())
	s.becomes(b, "vllm to serve", active(v1alpha1.EngineVLLM))
	s.hasEndpoints("hapa", vllmAddress)

	must(t, s.client.DeleteAllOf(t.Context(), &discoveryv1.EndpointSlice{}, client.InNamespace(s.namespace)))
	s.hasEndpoints("hapa", vllmAddress)

	var service corev1.Service
	must(t, s.client.Get(t.Context(), client.ObjectKey{Namespace: s.namespace, Name: "hapa"}, &service))
	drifted := service.DeepCopy()
	drifted.Spec.Selector = map[string]string{"app": "other"}
	drifted.Spec.Ports[0].Port = 8080
	must(t, s.client.Patch(t.Context(), drifted, client.MergeFrom(&service)))
	s.until("the Service to be as declared", func() (bool, string) {
		must(t, s.client.Get(t.Context(), client.ObjectKey{Namespace: s.namespace, Name: "hapa"}, &service))
		return len(service.Spec.Selector) == 0 && len(service.Spec.Ports) == 1 && service.Spec.Ports[0].Port == 80, service.Spec.String()
	})

	for what, patch := range map[string]string{
		"an external name":    `{"spec": {"type": "ExternalName", "externalName": "elsewhere.example.com"}}`,
		"an external address": `{"spec": {"externalIPs": ["192.0.2.99"]}}`,
		"a load balancer":     `{"spec": {"type": "LoadBalancer", "loadBalancerSourceRanges": ["192.0.2.0/24"], "externalTrafficPolicy": "Local"}}`,
		"local traffic":       `{"spec": {"internalTrafficPolicy": "Local"}}`,
	} {
		s.kubectl("patch", "service", "hapa", "--type=merge", "-p", patch)
		s.until("the Service to have a cluster address alone, after "+what, func() (bool, string) {
			must(t, s.client.Get(t.Context(), client.ObjectKey{Namespace: s.namespace, Name: "hapa"}, &service))
			spec := service.Spec
			return spec.Type == corev1.ServiceTypeClusterIP && spec.ClusterIP != "" && spec.ExternalName == "" && len(spec.ExternalIPs) == 0 &&
				len(spec.LoadBalancerSourceRanges) == 0 && *spec.InternalTrafficPolicy == corev1.ServiceInternalTrafficPolicyCluster, spec.String()
		})
	}
	must(t, s.client.Delete(t.Context(), &service))
	s.until("the Service to be there again", func() (bool, string) {
		return s.client.Get(t.Context(), client.ObjectKey{Namespace: s.namespace, Name: "hapa"}, &service) == nil, "it is gone"
	})
}
