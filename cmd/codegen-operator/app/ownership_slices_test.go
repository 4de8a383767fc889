// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// oldAddress is where a Service led to before it was ours.
const oldAddress = "192.0.2.66"

// filled gives a Service the endpoints that Kubernetes leaves behind when its selector goes: a slice of the endpointslice controller,
// Endpoints, and the slice that is mirrored from them.
func (s *stage) filled(service *corev1.Service) {
	s.Helper()
	_, err := s.cluster.KubectlWith(s.Context(), `
apiVersion: v1
kind: Endpoints
metadata: {name: `+service.Name+`}
subsets: [{addresses: [{ip: `+oldAddress+`}], ports: [{name: http, port: 8080}]}]
`, "apply", "-n", s.namespace, "-f", "-")
	must(s.T, err)
	s.slice(service.Name, service.Name+"-x7k2p", "endpointslice-controller.k8s.io")
	s.slice(service.Name, service.Name+"-m4c9d", "endpointslicemirroring-controller.k8s.io")
}

// slice makes an EndpointSlice of a Service with the old address, ready as all are that do not say otherwise.
func (s *stage) slice(service, name, manager string) *discoveryv1.EndpointSlice {
	s.Helper()
	slice := &discoveryv1.EndpointSlice{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: name,
			Labels: map[string]string{discoveryv1.LabelServiceName: service, discoveryv1.LabelManagedBy: manager}},
		AddressType: discoveryv1.AddressTypeIPv4,
		Endpoints:   []discoveryv1.Endpoint{{Addresses: []string{oldAddress}}},
		Ports:       []discoveryv1.EndpointPort{{Name: new("http"), Port: new(int32(8080))}},
	}
	must(s.T, s.client.Create(s.Context(), slice))
	return slice
}

// noEndpoints checks that the Endpoints of a Service are gone, from which slices would be mirrored again.
func (s *stage) noEndpoints(service string) {
	s.Helper()
	endpoints := &metav1.PartialObjectMetadata{}
	endpoints.SetGroupVersionKind(schema.GroupVersionKind{Version: "v1", Kind: "Endpoints"})
	if err := s.client.Get(s.Context(), client.ObjectKey{Namespace: s.namespace, Name: service}, endpoints); !apierrors.IsNotFound(err) {
		s.Errorf("the Endpoints of %s are still there: %v", service, err)
	}
}

// TestAdoptionWithoutASelector: what is left of a selector that was taken out before the Service was handed over goes as well.
func TestAdoptionWithoutASelector(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	service := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "hapa", Annotations: map[string]string{v1alpha1.AnnotationAdopt: "hapa"}},
		Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Name: "http", Port: 80}}},
	}
	must(t, s.client.Create(t.Context(), service))
	s.filled(service)
	s.hasEndpoints("hapa", oldAddress, oldAddress)
	s.operator()
	b := s.apply(s.backend())
	s.becomes(b, "the Service to carry", says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady))
	s.hasEndpoints("hapa", vllmAddress)
	s.noEndpoints("hapa")
	s.slice("hapa", "hapa-late1", "endpointslice-controller.k8s.io") // by a controller whose cache lagged behind
	s.hasEndpoints("hapa", vllmAddress)
}

// TestForeignSlice: while somebody else has ready endpoints behind our Service, it does not count as carried; the operator is woken by
// their coming and going, and leaves them alone.
func TestForeignSlice(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend())
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)))
	foreign := s.slice("hapa", "by-hand", "somebody")
	now := s.becomes(
		b,
		"the slice to be reported",
		all(says(v1alpha1.ConditionRouted, v1alpha1.ReasonNotOwned), says(v1alpha1.ConditionStalled, v1alpha1.ReasonNotOwned)),
	)
	if !strings.Contains(statusText(now), "delete EndpointSlice by-hand, or choose another name in spec.route.service.name") || isReady(now) {
		t.Errorf("%s", statusText(now))
	}
	s.vllm.Kill()
	s.becomes(b, "the flip not to be held up", all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionRouted, v1alpha1.ReasonNotOwned)))
	s.hasEndpoints("hapa", legacyAddress, oldAddress)

	unready := foreign.DeepCopy()
	unready.Endpoints[0].Conditions.Ready = new(false)
	must(t, s.client.Patch(t.Context(), unready, client.MergeFrom(foreign)))
	s.becomes(
		b,
		"no connection to go there",
		all(says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady), says(v1alpha1.ConditionStalled, v1alpha1.ReasonNotStalled)),
	)
	again := unready.DeepCopy()
	again.Endpoints[0].Conditions.Ready = nil
	must(t, s.client.Patch(t.Context(), again, client.MergeFrom(unready)))
	s.becomes(b, "connections to go there again", says(v1alpha1.ConditionRouted, v1alpha1.ReasonNotOwned))
	must(t, s.client.Delete(t.Context(), foreign))
	s.becomes(b, "the Service to be ours alone", says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady))
}

// TestHeadlessServiceIsAdopted: a Service without a cluster address cannot become ours, and says so; nothing of it is changed.
func TestHeadlessServiceIsAdopted(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	foreign := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "hapa", Annotations: map[string]string{v1alpha1.AnnotationAdopt: "hapa"}},
		Spec: corev1.ServiceSpec{
			ClusterIP: corev1.ClusterIPNone,
			Ports:     []corev1.ServicePort{{Port: 80}},
			Selector:  map[string]string{"app": "x"},
		},
	}
	must(t, s.client.Create(t.Context(), foreign))
	s.operator()
	b := s.apply(s.backend())
	now := s.becomes(
		b,
		"NotOwned",
		all(says(v1alpha1.ConditionRouted, v1alpha1.ReasonNotOwned), says(v1alpha1.ConditionStalled, v1alpha1.ReasonNotOwned)),
	)
	if !strings.Contains(statusText(now), "Service hapa is headless (clusterIP: None), which cannot be changed: delete it") {
		t.Errorf("%s", statusText(now))
	}
	if s.owner("hapa") != "" {
		t.Error("it was taken all the same")
	}
}

// TestExternalNameServiceIsAdopted: a Service that is another name for a host becomes one of ours.
func TestExternalNameServiceIsAdopted(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	must(t, s.client.Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "hapa", Annotations: map[string]string{v1alpha1.AnnotationAdopt: "hapa"}},
		Spec:       corev1.ServiceSpec{Type: corev1.ServiceTypeExternalName, ExternalName: "elsewhere.example.com"},
	}))
	s.operator()
	s.becomes(s.apply(s.backend()), "the Service to carry", says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady))
	var adopted corev1.Service
	must(t, s.client.Get(t.Context(), client.ObjectKey{Namespace: s.namespace, Name: "hapa"}, &adopted))
	if adopted.Spec.Type != corev1.ServiceTypeClusterIP || adopted.Spec.ExternalName != "" || adopted.Spec.ClusterIP == "" {
		t.Errorf("it is %s", adopted.Spec.String())
	}
	s.hasEndpoints("hapa", vllmAddress)
}

// TestForeignSliceBehindAnHTTPRoute: the Service in front of an engine is to be ours alone as well, once that engine gets requests. The
// weights are moved all the same.
func TestForeignSliceBehindAnHTTPRoute(t *testing.T) {
	t.Parallel()
	s, _ := newGatewayStage(t)
	s.operator()
	b := s.apply(s.backend(byHTTPRoute))
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady), bothHealthy))
	s.slice("hapa-legacy", "hapa-legacy-old", "endpointslice-controller.k8s.io")
	s.hasEndpoints("hapa-legacy", legacyAddress)
	foreign := s.slice("hapa-legacy", "by-hand", "somebody")
	s.vllm.Kill()
	now := s.becomes(
		b,
		"legacy to serve, and the slice to be reported",
		all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionRouted, v1alpha1.ReasonNotOwned)),
	)
	if !strings.Contains(statusText(now), "delete EndpointSlice by-hand, or choose another name in spec.route.httpRoute.name") {
		t.Errorf("%s", statusText(now))
	}
	must(t, s.client.Delete(t.Context(), foreign))
	s.becomes(b, "the Service to be ours alone", says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady))
}
