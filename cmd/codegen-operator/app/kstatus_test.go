// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// computed is what kstatus says of an object in the cluster.
func (s *stage) computed(b *v1alpha1.CodeGenBackend) *status.Result {
	s.Helper()
	raw := &unstructured.Unstructured{}
	raw.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind("CodeGenBackend"))
	must(s.T, s.client.Get(s.Context(), key(b), raw))
	result, err := status.Compute(raw)
	must(s.T, err)
	return result
}

// hasKstatus waits until kstatus says this of an object.
func (s *stage) hasKstatus(b *v1alpha1.CodeGenBackend, to status.Status) {
	s.Helper()
	s.until("kstatus to say "+to.String(), func() (bool, string) {
		result := s.computed(b)
		return result.Status == to, result.Status.String() + ": " + result.Message
	})
}

// TestKstatusFromCreationToDeletion: what waits for an object by kstatus, as Flux does, is told right at every stage, on a real API server.
func TestKstatusFromCreationToDeletion(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.apply(s.backend())
	s.hasKstatus(b, status.InProgressStatus) // there is no operator
	s.operator()
	s.hasKstatus(b, status.CurrentStatus)
	s.becomes(b, "an engine to fall back to", bothHealthy)

	changes := s.watchStatus(b)
	s.flipTwice(b)
	for _, now := range changes() {
		if result := computed(t, now); result.Status != status.CurrentStatus {
			t.Errorf("in a failover it is %s: %s\n%s", result.Status, result.Message, statusText(now))
		}
	}

	changes = s.watchStatus(b)
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Route.Service.Port = 8080 })
	s.becomes(b, "the change to be seen", func(now *v1alpha1.CodeGenBackendStatus) bool { return now.ObservedGeneration == 2 })
	s.hasKstatus(b, status.CurrentStatus)
	s.afterwards(b, changes())

	s.vllm.Kill()
	s.legacy.Kill()
	s.hasKstatus(b, status.InProgressStatus)
	must(t, s.vllm.Revive())
	s.hasKstatus(b, status.CurrentStatus)

	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.VLLM.Credentials = &v1alpha1.CredentialsSpec{SecretRef: v1alpha1.SecretKeyReference{Name: "not-there", Key: "token"}}
	})
	s.hasKstatus(b, status.FailedStatus)
	s.kubectl("patch", "cgb", b.Name, "--type=merge", "-p", `{"metadata": {"finalizers": ["example.com/hold"]}}`)
	must(t, s.client.Delete(t.Context(), b))
	s.hasKstatus(b, status.TerminatingStatus)
	s.kubectl("patch", "cgb", b.Name, "--type=merge", "-p", `{"metadata": {"finalizers": null}}`)
}

// afterwards wants that a changed spec was in progress until it was seen, and that it was carried by the time kstatus says Current: the
// Service has the new port.
func (s *stage) afterwards(b *v1alpha1.CodeGenBackend, changes []*v1alpha1.CodeGenBackend) {
	s.Helper()
	var service corev1.Service
	must(s.T, s.client.Get(s.Context(), client.ObjectKey{Namespace: b.Namespace, Name: "hapa"}, &service))
	if service.Spec.Ports[0].Port != 8080 {
		s.Errorf("kstatus says Current, and the Service has the port %d", service.Spec.Ports[0].Port)
	}
	unseen := 0
	for _, now := range changes {
		if now.Generation == now.Status.ObservedGeneration {
			continue
		}
		unseen++
		if result := computed(s.T, now); result.Status != status.InProgressStatus {
			s.Errorf("before the change was seen it is %s: %s", result.Status, result.Message)
		}
	}
	if unseen == 0 {
		s.Error("the change was never watched")
	}
}

// TestKstatusOfStalledObjects: a route that is somebody else's, and an address that is forbidden, have to be fixed by someone.
func TestKstatusOfStalledObjects(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	must(t, s.client.Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "hapa"},
		Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 80}}},
	}))
	s.operator()
	b := s.apply(s.backend())
	s.hasKstatus(b, status.FailedStatus)
	s.kubectl("delete", "service", "hapa")
	s.kubectl("annotate", "cgb", b.Name, v1alpha1.AnnotationRunCanaries+"=now") // wakes the operator
	s.hasKstatus(b, status.CurrentStatus)
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.VLLM.URL = "http://169.254.169.254" })
	s.hasKstatus(b, status.FailedStatus)
}

// computed is what kstatus says of an object that was seen.
func computed(t *testing.T, b *v1alpha1.CodeGenBackend) *status.Result {
	t.Helper()
	object, err := runtime.DefaultUnstructuredConverter.ToUnstructured(b)
	must(t, err)
	result, err := status.Compute(&unstructured.Unstructured{Object: object})
	must(t, err)
	return result
}
