// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"maps"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// TestGatewayComesBack: flip and failback, with a restart of the operator in between that finds the gateway as it left
// it. None of it writes to any part of the gateway.
func TestGatewayComesBack(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	s := newStage(t)
	stop := s.operator(withImage)
	b := s.apply(s.backend(byGateway))
	s.becomes(b, "the gateway to serve in full", all(active(v1alpha1.EngineVLLM), bothHealthy, servedInFull))
	before := s.versions()
	s.vllm.Kill()
	s.becomes(b, "legacy to serve", all(active(v1alpha1.EngineLegacy), everyRouteIs(v1alpha1.EngineLegacy, 1)))
	stop()
	must(t, s.vllm.Revive())
	changes := s.watchStatus(b)
	s.operator(withImage)
	s.becomes(b, "vllm to serve again", all(active(v1alpha1.EngineVLLM), everyRouteIs(v1alpha1.EngineVLLM, 1), servedInFull))
	for _, now := range changes() {
		if !isReady(now) || !isRouted(now) {
			t.Errorf("the restart lost the gateway: %s", statusText(now))
		}
	}
	if after := s.versions(); !maps.Equal(before, after) {
		t.Errorf("something wrote to the parts: %v, then %v", before, after)
	}
}

// servedInFull reports whether both replicas of a gateway are ready.
func servedInFull(st *v1alpha1.CodeGenBackendStatus) bool {
	g := gatewayOf(&v1alpha1.CodeGenBackend{Status: *st})
	return g.ReadyReplicas != nil && *g.ReadyReplicas == 2
}

// TestGatewayRestartInTheMiddle: the operator ends while no replica serves yet, with a part of the gateway gone; the next one makes what is
// missing and tells when it serves.
func TestGatewayRestartInTheMiddle(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	s := newStage(t)
	quota := s.noPods()
	stop := s.operator(withImage)
	b := s.apply(s.backend(byGateway))
	s.becomes(b, "the gateway to be missed", says(v1alpha1.ConditionRouted, v1alpha1.ReasonGatewayNotReady))
	stop()
	must(t, s.client.Delete(t.Context(), s.parts()["Service"]))
	must(t, s.client.Delete(t.Context(), quota))
	s.operator(withImage)
	s.kubectl("delete", "replicasets", "--all") // sooner than the controller tries again
	s.becomes(b, "the gateway to serve", all(active(v1alpha1.EngineVLLM), everyRouteIs(v1alpha1.EngineVLLM, 1)))
	must(t, s.client.Get(t.Context(), key(s.parts()["Service"]), &corev1.Service{}))
}

// TestForeignPartsOfAGateway are never taken over: whichever is in the way, it is named and left as it is; without it the gateway serves.
func TestForeignPartsOfAGateway(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	for kind, foreign := range map[string]client.Object{
		"Deployment": foreignDeployment(), "Service": &corev1.Service{Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 80}}}},
		"ServiceAccount": &corev1.ServiceAccount{},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			foreign.SetNamespace(s.namespace)
			foreign.SetName(gatewayName)
			must(t, s.client.Create(t.Context(), foreign))
			s.operator(withImage)
			b := s.apply(s.backend(byGateway))
			now := s.becomes(
				b,
				"NotOwned",
				all(says(v1alpha1.ConditionRouted, v1alpha1.ReasonNotOwned), says(v1alpha1.ConditionStalled, v1alpha1.ReasonNotOwned)),
			)
			if !strings.Contains(statusText(now), kind+" "+gatewayName+" exists and was not made for this CodeGenBackend") ||
				now.Status.Active != "" {
				t.Errorf("it does not say so: %s", statusText(now))
			}
			s.leftAlone(foreign)
			must(t, s.client.Delete(t.Context(), foreign))
			s.reconciledAgain(b)
			s.becomes(b, "the gateway to serve", everyRouteIs(v1alpha1.EngineVLLM, 1))
		})
	}
}

func foreignDeployment() *appsv1.Deployment {
	labels := map[string]string{"app": "theirs"}
	return &appsv1.Deployment{Spec: appsv1.DeploymentSpec{
		Replicas: new(int32(0)), Selector: &metav1.LabelSelector{MatchLabels: labels},
		Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: corev1.PodSpec{
			Containers: []corev1.Container{{Name: "theirs", Image: "nobody/pulls-this"}}}},
	}}
}

// leftAlone looks whether nothing of an object that is somebody else's was changed: but its status, which others write.
func (s *stage) leftAlone(foreign client.Object) {
	s.Helper()
	now := foreign.DeepCopyObject().(client.Object)
	must(s.T, s.client.Get(s.Context(), key(foreign), now))
	if len(now.GetOwnerReferences())+len(now.GetLabels()) > 0 || now.GetGeneration() != foreign.GetGeneration() {
		s.Errorf("it was touched: %+v", now)
	}
	for _, m := range now.GetManagedFields() {
		if m.Manager == "codegen-operator" {
			s.Errorf("fields of it are ours: %s", m.FieldsV1.GetRawString())
		}
	}
}

// TestGatewayIsDeletedWithItsOwner, with each of its parts and all of its Pods, by the real garbage collector.
func TestGatewayIsDeletedWithItsOwner(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	must(t, collecting())
	s := newStage(t)
	s.operator(withImage)
	b := s.apply(s.backend(byGateway))
	s.becomes(b, "the gateway to serve in full", all(active(v1alpha1.EngineVLLM), servedInFull))
	must(t, s.client.Delete(t.Context(), b))
	for kind, part := range s.parts() {
		s.until("no "+kind, func() (bool, string) {
			return apierrors.IsNotFound(s.client.Get(t.Context(), key(part), part)), "it is there"
		})
	}
	s.until("no Pods", func() (bool, string) {
		var pods corev1.PodList
		must(t, s.client.List(t.Context(), &pods, client.InNamespace(s.namespace)))
		return len(pods.Items) == 0, pods.String()
	})
}
