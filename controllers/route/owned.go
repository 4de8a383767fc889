// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	metav1ac "k8s.io/client-go/applyconfigurations/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// FieldManager is the name under which the operator owns fields.
const FieldManager = "codegen-operator"

// LabelBackend names, on each object that the operator makes, the CodeGenBackend that it was made for.
const LabelBackend = "serving.codegen.dev/backend"

// LabelManagedBy tells that an object was made by the operator.
const LabelManagedBy = "app.kubernetes.io/managed-by"

// LabelComponent tells which kind of route an object belongs to.
const LabelComponent = "app.kubernetes.io/component"

// labels are those of all objects that belong to a kind of route of a backend.
func labels(backend *v1alpha1.CodeGenBackend, kind v1alpha1.RouteKind) map[string]string {
	return map[string]string{LabelBackend: backend.Name, LabelManagedBy: FieldManager, LabelComponent: component(kind)}
}

func component(kind v1alpha1.RouteKind) string { return "route-" + string(kind) }

// owner makes the garbage collector remove an object with its backend.
func owner(backend *v1alpha1.CodeGenBackend) *metav1ac.OwnerReferenceApplyConfiguration {
	return metav1ac.OwnerReference().
		WithAPIVersion(v1alpha1.GroupVersion.String()).WithKind("CodeGenBackend").
		WithName(backend.Name).WithUID(backend.UID).
		WithController(true).WithBlockOwnerDeletion(true)
}

// annotations keep GitOps tools away from an object that the operator made, or was handed over to it, while they know it from before: Argo CD
// neither prunes it nor counts it as out of sync, and Flux neither applies nor prunes it. Rejected, because the last of them does what
// they would do: kustomize.toolkit.fluxcd.io/prune and kustomize.toolkit.fluxcd.io/ssa.
func annotations() map[string]string {
	return map[string]string{
		"argocd.argoproj.io/compare-options":    "IgnoreExtraneous",
		"argocd.argoproj.io/sync-options":       "Prune=false",
		"kustomize.toolkit.fluxcd.io/reconcile": "disabled",
	}
}

// marked tells whether an object carries our labels and annotations.
func marked(o client.Object, labels map[string]string) bool {
	return holds(o.GetLabels(), labels) && holds(o.GetAnnotations(), annotations())
}

func holds(has, want map[string]string) bool {
	for key, value := range want {
		if has[key] != value {
			return false
		}
	}
	return true
}
