// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package owned

import (
	metav1ac "k8s.io/client-go/applyconfigurations/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// FieldManager is the name under which the operator owns fields.
const FieldManager = "codegen-operator"

// LabelBackend names, on each managed object, the CodeGenBackend that it was made for.
const LabelBackend = "serving.codegen.dev/backend"

// LabelManagedBy marks an object as made by the operator.
const LabelManagedBy = "app.kubernetes.io/managed-by"

// LabelComponent names the kind of route that an object belongs to.
const LabelComponent = "app.kubernetes.io/component"

// Labels returns the labels of all objects that belong to a kind of route of a backend.
func Labels(backend *v1alpha1.CodeGenBackend, kind v1alpha1.RouteKind) map[string]string {
	return map[string]string{LabelBackend: backend.Name, LabelManagedBy: FieldManager, LabelComponent: component(kind)}
}

func component(kind v1alpha1.RouteKind) string { return "route-" + string(kind) }

// OwnerReference makes the garbage collector remove an object with its backend.
func OwnerReference(backend *v1alpha1.CodeGenBackend) *metav1ac.OwnerReferenceApplyConfiguration {
	return metav1ac.OwnerReference().
		WithAPIVersion(v1alpha1.GroupVersion.String()).WithKind("CodeGenBackend").
		WithName(backend.Name).WithUID(backend.UID).
		WithController(true).WithBlockOwnerDeletion(true)
}

// Annotations keep GitOps tools from touching a managed object that they know from before it was managed: Argo CD
// neither prunes it nor reports it as out of sync, and Flux neither applies nor prunes it. Rejected, because
// kustomize.toolkit.fluxcd.io/reconcile has the same effect: kustomize.toolkit.fluxcd.io/prune and
// kustomize.toolkit.fluxcd.io/ssa.
func Annotations() map[string]string {
	return map[string]string{
		"argocd.argoproj.io/compare-options":    "IgnoreExtraneous",
		"argocd.argoproj.io/sync-options":       "Prune=false",
		"kustomize.toolkit.fluxcd.io/reconcile": "disabled",
	}
}

// HasMetadata reports whether an object carries the labels, and the annotations of managed objects.
func HasMetadata(o client.Object, labels map[string]string) bool {
	return ContainsAll(o.GetLabels(), labels) && ContainsAll(o.GetAnnotations(), Annotations())
}

// ContainsAll reports whether a map contains all entries of another.
func ContainsAll(has, want map[string]string) bool {
	for key, value := range want {
		if has[key] != value {
			return false
		}
	}
	return true
}
