// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// TestAdoption: a Service that is handed over by the annotation, and only that, becomes ours.
func TestAdoption(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	foreign := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "hapa", Labels: map[string]string{"team": "editors"}},
		Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 80}}, Selector: map[string]string{"app": "somebody"}},
	}
	must(t, s.client.Create(t.Context(), foreign))
	s.filled(foreign)
	s.operator()
	b := s.apply(s.backend())
	now := s.becomes(
		b,
		"NotOwned",
		all(says(v1alpha1.ConditionRouted, v1alpha1.ReasonNotOwned), says(v1alpha1.ConditionStalled, v1alpha1.ReasonNotOwned)),
	)
	if !strings.Contains(statusText(now), "hand it over with the annotation "+v1alpha1.AnnotationAdopt) {
		t.Errorf("it does not say how to adopt:\n%s", statusText(now))
	}

	s.kubectl("annotate", "service", "hapa", v1alpha1.AnnotationAdopt+"=somebody-else")
	s.kubectl("annotate", "codegenbackend", "hapa", v1alpha1.AnnotationRunCanaries+"=1") // wakes the operator
	s.until("the operator to look again", func() (bool, string) { return s.vllm.Counts().Streams > 3, "not yet" })
	if s.owner("hapa") != "" {
		t.Fatal("a Service that was handed over to somebody else was taken")
	}
	s.kubectl("annotate", "service", "hapa", "--overwrite", v1alpha1.AnnotationAdopt+"=hapa")
	s.kubectl("annotate", "codegenbackend", "hapa", "--overwrite", v1alpha1.AnnotationRunCanaries+"=2")
	s.becomes(b, "the Service to carry", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)))
	s.hasEndpoints("hapa", vllmAddress)
	s.noEndpoints("hapa")
	var adopted corev1.Service
	must(t, s.client.Get(t.Context(), key(foreign), &adopted))
	if s.owner("hapa") != "hapa" || adopted.UID != foreign.UID || adopted.Labels["team"] != "editors" || len(adopted.Spec.Selector) != 0 {
		t.Errorf("adopted: %+v %v", adopted.ObjectMeta, adopted.Spec.Selector)
	}
}

// TestTwoClaims: of two objects that name the same Service the older has it, and the younger says why; when the older goes, the younger
// takes its place.
func TestTwoClaims(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	older := s.apply(s.backend())
	s.becomes(older, "the older to be routed", active(v1alpha1.EngineVLLM))
	younger := s.later("younger", func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.Failover.Pin = &v1alpha1.Pin{
			Engine: v1alpha1.EngineLegacy,
			Until:  metav1.NewTime(time.Now().Add(time.Hour)),
			Reason: "to tell them apart",
		}
	})
	now := s.becomes(
		younger,
		"ClaimedByOther",
		all(says(v1alpha1.ConditionRouted, v1alpha1.ReasonClaimedByOther), says(v1alpha1.ConditionReady, v1alpha1.ReasonRouteFailed)),
	)
	if !strings.Contains(statusText(now), "declared by CodeGenBackend hapa as well, which is older") || now.Status.Active != "" {
		t.Errorf("%s", statusText(now))
	}
	s.hasEndpoints("hapa", vllmAddress)

	must(t, s.client.Delete(t.Context(), older))
	s.becomes(
		younger,
		"the younger to take its place",
		all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)),
	)
	s.hasEndpoints("hapa", legacyAddress)
	if s.owner("hapa") != "younger" {
		t.Errorf("the Service belongs to %q", s.owner("hapa"))
	}
}

// TestOlderClaimsLater: the older object names a Service that the younger has made. It is handed over without a gap.
func TestOlderClaimsLater(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	older := s.apply(s.backend())
	s.becomes(older, "the older to be routed", active(v1alpha1.EngineVLLM))
	younger := s.later("younger", func(spec *v1alpha1.CodeGenBackendSpec) { spec.Route.Service.Name = "wanted" })
	s.becomes(younger, "the younger to be routed", active(v1alpha1.EngineVLLM))
	var before corev1.Service
	must(t, s.client.Get(t.Context(), client.ObjectKey{Namespace: s.namespace, Name: "wanted"}, &before))

	s.change(older, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Route.Service.Name = "wanted" })
	s.becomes(younger, "ClaimedByOther", says(v1alpha1.ConditionRouted, v1alpha1.ReasonClaimedByOther))
	s.until("the older to own it", func() (bool, string) { return s.owner("wanted") == "hapa", s.owner("wanted") })
	s.hasEndpoints("wanted", vllmAddress)
	must(t, s.client.Delete(t.Context(), younger))
	s.change(older, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Route.Service.Port = 8080 })
	s.until("the older to go on with it", func() (bool, string) {
		var after corev1.Service
		must(t, s.client.Get(t.Context(), key(&before), &after))
		return after.Spec.Ports[0].Port == 8080 && after.UID == before.UID, after.Spec.String()
	})
}

// later applies another object, made in a later second than all before.
func (s *stage) later(name string, change func(*v1alpha1.CodeGenBackendSpec)) *v1alpha1.CodeGenBackend {
	s.Helper()
	b := s.backend(change)
	b.Name = name
	next := time.NewTimer(time.Until(time.Now().Truncate(time.Second).Add(time.Second)))
	defer next.Stop()
	<-next.C // creation timestamps have whole seconds
	return s.apply(b)
}

// owner is the name of the object that controls a Service; empty: none does.
func (s *stage) owner(service string) string {
	s.Helper()
	var found corev1.Service
	must(s.T, s.client.Get(s.Context(), client.ObjectKey{Namespace: s.namespace, Name: service}, &found))
	if owner := metav1.GetControllerOf(&found); owner != nil {
		return owner.Name
	}
	return ""
}
