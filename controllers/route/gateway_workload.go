// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
	metav1ac "k8s.io/client-go/applyconfigurations/meta/v1"
	policyv1ac "k8s.io/client-go/applyconfigurations/policy/v1"
	rbacv1ac "k8s.io/client-go/applyconfigurations/rbac/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
)

// workload is all around the pods of a gateway.
type workload struct {
	backend *v1alpha1.CodeGenBackend
	spec    *v1alpha1.GatewayRoute
	pods    GatewayPods
	name    string
	labels  map[string]string
}

func (g *Gateway) workload(backend *v1alpha1.CodeGenBackend) *workload {
	return &workload{backend: backend, spec: backend.Spec.Route.Gateway, pods: g.Pods, name: backend.GatewayName(), labels: owned.Labels(backend, g.Kind())}
}

// meta is where an object is.
func (h *workload) meta() metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: h.backend.Namespace, Name: h.name}
}

// podLabels are those of the pods, beside which they are named for people.
func (h *workload) podLabels() map[string]string {
	all := maps.Clone(h.labels)
	all["app.kubernetes.io/name"] = "codegen-gateway"
	return all
}

func (h *workload) account() owned.Object {
	return owned.NewObject("ServiceAccount", &corev1.ServiceAccount{ObjectMeta: h.meta()}, corev1ac.ServiceAccount(h.name, h.backend.Namespace).
		WithLabels(h.labels).WithAnnotations(owned.Annotations()).WithOwnerReferences(owned.OwnerReference(h.backend)))
}

// role lets the gateway read this one object, and the Secrets that it names, and nothing else.
func (h *workload) role() owned.Object {
	role := rbacv1ac.Role(h.name, h.backend.Namespace).
		WithLabels(h.labels).WithAnnotations(owned.Annotations()).WithOwnerReferences(owned.OwnerReference(h.backend)).
		WithRules(rbacv1ac.PolicyRule().WithAPIGroups(v1alpha1.GroupVersion.Group).WithResources("codegenbackends").
			WithResourceNames(h.backend.Name).WithVerbs("get", "list", "watch"))
	if names := h.secrets(); len(names) > 0 { // a rule without names would be for all of them
		role.WithRules(rbacv1ac.PolicyRule().WithAPIGroups("").WithResources("secrets").WithResourceNames(names...).WithVerbs("get"))
	}
	return owned.NewObject("Role", &rbacv1.Role{ObjectMeta: h.meta()}, role)
}

// secrets are the names of the Secrets that the gateway reads.
func (h *workload) secrets() []string {
	var names []string
	for _, e := range []*v1alpha1.EngineSpec{&h.backend.Spec.VLLM, &h.backend.Spec.Legacy} {
		if e.Credentials != nil {
			names = append(names, e.Credentials.SecretRef.Name)
		}
	}
	if ref := h.spec.APIKeysSecretRef; ref != nil {
		names = append(names, ref.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (h *workload) binding() owned.Object {
	return owned.NewObject("RoleBinding", &rbacv1.RoleBinding{ObjectMeta: h.meta()}, rbacv1ac.RoleBinding(h.name, h.backend.Namespace).
		WithLabels(h.labels).WithAnnotations(owned.Annotations()).WithOwnerReferences(owned.OwnerReference(h.backend)).
		WithRoleRef(rbacv1ac.RoleRef().WithAPIGroup(rbacv1.GroupName).WithKind("Role").WithName(h.name)).
		WithSubjects(rbacv1ac.Subject().WithKind(rbacv1.ServiceAccountKind).WithName(h.name).WithNamespace(h.backend.Namespace)))
}

func (h *workload) service() owned.Object {
	port := corev1ac.ServicePort().WithName(portNamed).WithPort(h.spec.Port).WithProtocol(corev1.ProtocolTCP).
		WithTargetPort(intstr.FromString(portNamed))
	return owned.NewObject("Service", &corev1.Service{ObjectMeta: h.meta()}, corev1ac.Service(h.name, h.backend.Namespace).
		WithLabels(h.labels).WithAnnotations(owned.Annotations()).WithOwnerReferences(owned.OwnerReference(h.backend)).
		WithSpec(corev1ac.ServiceSpec().WithSelector(h.labels).WithPorts(port)))
}

// budget lets nodes be drained one pod after the other, and a pod that is not ready at any time.
func (h *workload) budget() owned.Object {
	spec := policyv1ac.PodDisruptionBudgetSpec().WithMaxUnavailable(intstr.FromInt32(1)).
		WithSelector(metav1ac.LabelSelector().WithMatchLabels(h.labels)).WithUnhealthyPodEvictionPolicy(policyv1.AlwaysAllow)
	return owned.NewObject("PodDisruptionBudget", &policyv1.PodDisruptionBudget{ObjectMeta: h.meta()}, policyv1ac.PodDisruptionBudget(h.name, h.backend.Namespace).
		WithLabels(h.labels).WithAnnotations(owned.Annotations()).WithOwnerReferences(owned.OwnerReference(h.backend)).WithSpec(spec))
}
