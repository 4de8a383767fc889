// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
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

// labels are those of all owned objects.
func labels(backend *v1alpha1.CodeGenBackend) map[string]string {
	return map[string]string{LabelBackend: backend.Name, LabelManagedBy: FieldManager}
}

// owner makes the garbage collector remove an object with its backend.
func owner(backend *v1alpha1.CodeGenBackend) *metav1ac.OwnerReferenceApplyConfiguration {
	return metav1ac.OwnerReference().
		WithAPIVersion(v1alpha1.GroupVersion.String()).WithKind("CodeGenBackend").
		WithName(backend.Name).WithUID(backend.UID).
		WithController(true).WithBlockOwnerDeletion(true)
}

// errNotOwned: an object of that name is there, and not ours.
var errNotOwned = errors.New("not owned")

// existing reads an object that we are about to write; found tells whether it is there. It is read from the cache, and, where that has none, live: the
// cache holds only what carries our label, and lags behind.
func (s *Service) existing(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object) (found bool, err error) {
	key := client.ObjectKeyFromObject(o)
	err = s.Client.Get(ctx, key, o)
	if apierrors.IsNotFound(err) {
		err = s.Live.Get(ctx, key, o)
	}
	switch {
	case apierrors.IsNotFound(err):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("reading %s: %w", key.Name, err)
	case !metav1.IsControlledBy(o, backend):
		return false, errNotOwned
	}
	return true, nil
}

// labelled tells whether an object carries our labels.
func labelled(o client.Object, backend *v1alpha1.CodeGenBackend) bool {
	for key, value := range labels(backend) {
		if o.GetLabels()[key] != value {
			return false
		}
	}
	return true
}
