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

// workload is the Deployment of a gateway, and the objects around it.
type workload struct {
	backend *v1alpha1.CodeGenBackend
	spec    *v1alpha1.GatewayRoute
	pods    GatewayPods
	name    string
	labels  map[string]string
}

func (g *Gateway) workload(backend *v1alpha1.CodeGenBackend) *workload {
	return &workload{backend: backend, spec: backend.Spec.Route.Gateway, pods: g.Pods, name: backend.GatewayName(),
		labels: owned.Labels(backend, g.Kind())}
}

// meta returns the namespace and name of all its objects.
func (w *workload) meta() metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: w.backend.Namespace, Name: w.name}
}

// podLabels are the labels of the Pods, with a name for people.
func (w *workload) podLabels() map[string]string {
	all := maps.Clone(w.labels)
	all["app.kubernetes.io/name"] = "codegen-gateway"
	return all
}

func (w *workload) serviceAccount() owned.Object {
	return owned.NewObject("ServiceAccount", &corev1.ServiceAccount{ObjectMeta: w.meta()},
		corev1ac.ServiceAccount(w.name, w.backend.Namespace).
			WithLabels(w.labels).WithAnnotations(owned.Annotations()).WithOwnerReferences(owned.OwnerReference(w.backend)))
}

// role lets the gateway read this object and the Secrets that it names, and nothing else.
func (w *workload) role() owned.Object {
	role := rbacv1ac.Role(w.name, w.backend.Namespace).
		WithLabels(w.labels).WithAnnotations(owned.Annotations()).WithOwnerReferences(owned.OwnerReference(w.backend)).
		WithRules(rbacv1ac.PolicyRule().WithAPIGroups(v1alpha1.GroupVersion.Group).WithResources("codegenbackends").
			WithResourceNames(w.backend.Name).WithVerbs("get", "list", "watch"))
	if names := w.secrets(); len(names) > 0 { // a rule without names would be for all of them
		role.WithRules(rbacv1ac.PolicyRule().WithAPIGroups("").WithResources("secrets").WithResourceNames(names...).WithVerbs("get"))
	}
	return owned.NewObject("Role", &rbacv1.Role{ObjectMeta: w.meta()}, role)
}

// secrets returns the names of the Secrets that the gateway reads.
func (w *workload) secrets() []string {
	var names []string
	for _, e := range []*v1alpha1.EngineSpec{&w.backend.Spec.VLLM, &w.backend.Spec.Legacy} {
		if e.Credentials != nil {
			names = append(names, e.Credentials.SecretRef.Name)
		}
	}
	if ref := w.spec.APIKeysSecretRef; ref != nil {
		names = append(names, ref.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (w *workload) binding() owned.Object {
	return owned.NewObject("RoleBinding", &rbacv1.RoleBinding{ObjectMeta: w.meta()}, rbacv1ac.RoleBinding(w.name, w.backend.Namespace).
		WithLabels(w.labels).WithAnnotations(owned.Annotations()).WithOwnerReferences(owned.OwnerReference(w.backend)).
		WithRoleRef(rbacv1ac.RoleRef().WithAPIGroup(rbacv1.GroupName).WithKind("Role").WithName(w.name)).
		WithSubjects(rbacv1ac.Subject().WithKind(rbacv1.ServiceAccountKind).WithName(w.name).WithNamespace(w.backend.Namespace)))
}

func (w *workload) service() owned.Object {
	port := corev1ac.ServicePort().WithName(portNamed).WithPort(w.spec.Port).WithProtocol(corev1.ProtocolTCP).
		WithTargetPort(intstr.FromString(portNamed))
	return owned.NewObject("Service", &corev1.Service{ObjectMeta: w.meta()}, corev1ac.Service(w.name, w.backend.Namespace).
		WithLabels(w.labels).WithAnnotations(owned.Annotations()).WithOwnerReferences(owned.OwnerReference(w.backend)).
		WithSpec(corev1ac.ServiceSpec().WithSelector(w.labels).WithPorts(port)))
}

// budget lets nodes evict one Pod after the other, and a Pod that is not ready at any time.
func (w *workload) budget() owned.Object {
	spec := policyv1ac.PodDisruptionBudgetSpec().WithMaxUnavailable(intstr.FromInt32(1)).
		WithSelector(metav1ac.LabelSelector().WithMatchLabels(w.labels)).WithUnhealthyPodEvictionPolicy(policyv1.AlwaysAllow)
	return owned.NewObject("PodDisruptionBudget", &policyv1.PodDisruptionBudget{ObjectMeta: w.meta()},
		policyv1ac.PodDisruptionBudget(w.name, w.backend.Namespace).
			WithLabels(w.labels).WithAnnotations(owned.Annotations()).WithOwnerReferences(owned.OwnerReference(w.backend)).WithSpec(spec))
}
