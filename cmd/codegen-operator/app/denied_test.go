// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// TestQuota: there is no room for the Service. The status says so, nothing is selected, and the operator retries.
func TestQuota(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	quota := &corev1.ResourceQuota{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "small"},
		Spec:       corev1.ResourceQuotaSpec{Hard: corev1.ResourceList{corev1.ResourceServices: resource.MustParse("0")}},
	}
	must(t, s.client.Create(t.Context(), quota))
	quota.Status = corev1.ResourceQuotaStatus{Hard: quota.Spec.Hard, Used: quota.Spec.Hard} // what its controller would do
	must(t, s.client.Status().Update(t.Context(), quota))
	s.until("the quota to be in force", func() (bool, string) {
		err := s.client.Create(t.Context(), &corev1.Service{
			ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "probe"}, Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 80}}},
		}, client.DryRunAll)
		return err != nil && strings.Contains(err.Error(), "exceeded quota"), "it is not"
	})
	s.operator()
	b := s.apply(s.backend())
	now := s.becomes(b, "the quota to be reported", says(v1alpha1.ConditionRouted, v1alpha1.ReasonApplyFailed))
	if !strings.Contains(statusText(now), "exceeded quota: small") || now.Status.Active != "" {
		t.Errorf("%s", statusText(now))
	}
	must(t, s.client.Delete(t.Context(), quota))
	s.becomes(b, "the route to be made", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)))
	s.hasEndpoints("hapa", vllmAddress)
}

// TestAdmissionDenied: a policy denies the flip. Status and route stay with the engine that was left, Routed says why,
// and the flip is made once the policy lets it.
func TestAdmissionDenied(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend())
	s.becomes(b, "both engines to be healthy", all(active(v1alpha1.EngineVLLM), bothHealthy))
	s.hasEndpoints("hapa", vllmAddress)
	allow := s.denyChanges()

	s.vllm.Kill()
	now := s.becomes(b, "the denial to be reported", says(v1alpha1.ConditionRouted, v1alpha1.ReasonApplyFailed))
	if text := statusText(now); !strings.Contains(text, "the flip to legacy waits") || !strings.Contains(text, "no change on Fridays") {
		t.Errorf("%s", text)
	}
	if r := now.Status.Routes[0]; now.Status.Active != v1alpha1.EngineVLLM || r.Engine != v1alpha1.EngineVLLM ||
		r.State != v1alpha1.RouteFailed ||
		len(now.Status.Flips) > 0 {
		t.Errorf("active %s, %+v, %d flips", now.Status.Active, r, len(now.Status.Flips))
	}
	s.hasEndpoints("hapa", vllmAddress)
	allow()
	s.becomes(b, "the flip", all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)))
	s.hasEndpoints("hapa", legacyAddress)
}

// denyChanges has a policy of the cluster deny changes of EndpointSlices in the stage's namespace, until allow is called.
func (s *stage) denyChanges() (allow func()) {
	s.Helper()
	policy := &admissionv1.ValidatingAdmissionPolicy{
		ObjectMeta: metav1.ObjectMeta{Name: s.namespace},
		Spec: admissionv1.ValidatingAdmissionPolicySpec{
			MatchConstraints: &admissionv1.MatchResources{
				NamespaceSelector: &metav1.LabelSelector{MatchLabels: map[string]string{corev1.LabelMetadataName: s.namespace}},
				ResourceRules: []admissionv1.NamedRuleWithOperations{{RuleWithOperations: admissionv1.RuleWithOperations{
					Operations: []admissionv1.OperationType{admissionv1.Update},
					Rule: admissionv1.Rule{
						APIGroups:   []string{"discovery.k8s.io"},
						APIVersions: []string{"v1"},
						Resources:   []string{"endpointslices"},
					},
				}}},
			},
			Validations: []admissionv1.Validation{{Expression: "false", Message: "no change on Fridays"}},
		},
	}
	binding := &admissionv1.ValidatingAdmissionPolicyBinding{
		ObjectMeta: metav1.ObjectMeta{Name: s.namespace},
		Spec: admissionv1.ValidatingAdmissionPolicyBindingSpec{
			PolicyName: s.namespace, ValidationActions: []admissionv1.ValidationAction{admissionv1.Deny},
		},
	}
	must(s.T, s.client.Create(s.Context(), policy))
	must(s.T, s.client.Create(s.Context(), binding))
	s.until("the policy to be in force", func() (bool, string) {
		slice := &discoveryv1.EndpointSlice{ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "hapa-ipv4"}}
		err := s.client.Patch(
			s.Context(),
			slice,
			client.RawPatch(types.MergePatchType, []byte(`{"metadata":{"labels":{"probe":"1"}}}`)),
			client.DryRunAll,
		)
		return err != nil && strings.Contains(err.Error(), "no change on Fridays"), "it is not"
	})
	return func() {
		must(s.T, s.client.Delete(s.Context(), binding))
		must(s.T, s.client.Delete(s.Context(), policy))
	}
}
