// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// manifest is an object as it lies in Git.
func (s *stage) manifest(b *v1alpha1.CodeGenBackend) string {
	s.Helper()
	b.TypeMeta = metav1.TypeMeta{APIVersion: v1alpha1.GroupVersion.String(), Kind: "CodeGenBackend"}
	b.Labels = map[string]string{"app.kubernetes.io/part-of": "editors"}
	text, err := yaml.Marshal(b)
	must(s.T, err)
	return string(text)
}

// sync does what a GitOps tool does with a manifest.
func (s *stage) sync(manifest string) *v1alpha1.CodeGenBackend {
	s.Helper()
	_, err := shared.KubectlWith(s.Context(), manifest, "apply", "--server-side", "--field-manager=gitops", "-f", "-")
	must(s.T, err)
	return s.get(&v1alpha1.CodeGenBackend{ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "hapa"}})
}

// flipTwice has the traffic go to legacy and come back.
func (s *stage) flipTwice(b *v1alpha1.CodeGenBackend) {
	s.Helper()
	s.vllm.Kill()
	s.becomes(b, "legacy to serve", active(v1alpha1.EngineLegacy))
	must(s.T, s.vllm.Revive())
	s.becomes(b, "vllm to serve again", all(active(v1alpha1.EngineVLLM), bothHealthy))
}

// TestTheSpecIsNeverWritten: over a life with flips the operator owns no field but in the status, and applying the manifest again
// changes nothing.
func TestTheSpecIsNeverWritten(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	manifest := s.manifest(s.backend(withCanary))
	before := s.sync(manifest)
	b := s.becomes(
		before,
		"vllm to serve",
		all(active(v1alpha1.EngineVLLM), bothHealthy, says(v1alpha1.ConditionOutputCorrect, v1alpha1.ReasonOutputMatched)),
	)
	s.flipTwice(b)
	after := s.get(b)
	if diff := cmp.Diff(before.Spec, after.Spec); diff != "" || after.Generation != before.Generation {
		t.Errorf("generation %d, spec (-before +after):\n%s", after.Generation, diff)
	}
	if !cmp.Equal(before.Labels, after.Labels) || !cmp.Equal(before.Annotations, after.Annotations) ||
		len(after.OwnerReferences)+len(after.Finalizers) > 0 {
		t.Errorf("the metadata is %+v", after.ObjectMeta)
	}
	ours := 0
	for _, m := range after.ManagedFields {
		if m.Manager == "gitops" {
			continue
		}
		ours++
		fields := m.FieldsV1.GetRawString()
		if m.Subresource != "status" || strings.Contains(fields, `"f:spec"`) || strings.Contains(fields, `"f:metadata"`) {
			t.Errorf("%s owns %s of %q", m.Manager, fields, m.Subresource)
		}
	}
	if ours == 0 {
		t.Error("nobody owns the status")
	}
	out, err := shared.KubectlWith(t.Context(), manifest, "diff", "--server-side", "--field-manager=gitops", "-f", "-")
	if err != nil || strings.TrimSpace(out) != "" {
		t.Errorf("the manifest differs from the cluster: %v\n%s", err, out)
	}
}

// TestOwnedObjectsAreMarked: what the operator makes belongs to the backend, says so, and tells GitOps tools to leave it alone; and it
// says so again where somebody took that away.
func TestOwnedObjectsAreMarked(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	b := s.sync(s.manifest(s.backend()))
	s.becomes(b, "vllm to serve", active(v1alpha1.EngineVLLM))
	s.flipTwice(b)

	var service corev1.Service
	must(t, s.client.Get(t.Context(), client.ObjectKey{Namespace: s.namespace, Name: "hapa"}, &service))
	var slices discoveryv1.EndpointSliceList
	must(t, s.client.List(t.Context(), &slices, client.InNamespace(s.namespace)))
	if len(slices.Items) == 0 {
		t.Fatal("there is no EndpointSlice")
	}
	s.marked(b, v1alpha1.RouteService, &service)
	for i := range slices.Items {
		s.marked(b, v1alpha1.RouteService, &slices.Items[i])
	}
	s.kubectl("annotate", "service", "hapa", "kustomize.toolkit.fluxcd.io/reconcile-", "argocd.argoproj.io/sync-options-")
	s.until("the annotations to be there again", func() (bool, string) {
		must(t, s.client.Get(t.Context(), key(&service), &service))
		return len(service.Annotations) >= 3, service.String()
	})
	s.marked(b, v1alpha1.RouteService, &service)
}

// marked looks for what tells that an object belongs to a route of a backend.
func (s *stage) marked(b *v1alpha1.CodeGenBackend, kind v1alpha1.RouteKind, o client.Object) {
	s.Helper()
	owner := metav1.GetControllerOf(o)
	if owner == nil || owner.UID != b.UID || owner.Kind != "CodeGenBackend" || owner.BlockOwnerDeletion == nil || !*owner.BlockOwnerDeletion {
		s.Errorf("%s is controlled by %v", o.GetName(), owner)
	}
	for key, want := range map[string]string{
		"argocd.argoproj.io/compare-options":    "IgnoreExtraneous",
		"argocd.argoproj.io/sync-options":       "Prune=false",
		"kustomize.toolkit.fluxcd.io/reconcile": "disabled",
	} {
		if got := o.GetAnnotations()[key]; got != want {
			s.Errorf("the annotation %s of %s is %q", key, o.GetName(), got)
		}
	}
	for key, want := range map[string]string{
		"serving.codegen.dev/backend": b.Name, "app.kubernetes.io/managed-by": "codegen-operator", "app.kubernetes.io/component": "route-" + string(kind),
	} {
		if got := o.GetLabels()[key]; got != want {
			s.Errorf("the label %s of %s is %q", key, o.GetName(), got)
		}
	}
}
