// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package owned

import (
	"context"
	"errors"
	"fmt"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// ErrNotOwned means that an object exists and belongs to someone else.
var ErrNotOwned = errors.New("not owned")

// CheckOwner returns nil if an object belongs to a backend, or may be taken over: no one controls it and it is handed
// over by the annotation, or the backend that controls it is gone, is younger, or no longer declares it. It returns
// ErrNotOwned if the object belongs to someone else.
func (s Store) CheckOwner(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object) error {
	owner := metav1.GetControllerOf(o)
	switch {
	case owner == nil && o.GetAnnotations()[v1alpha1.AnnotationAdopt] == backend.Name:
		return nil
	case owner == nil:
		return ErrNotOwned
	case owner.UID == backend.UID:
		return nil
	case !isBackend(owner):
		return ErrNotOwned
	}
	return s.outranks(ctx, backend, owner, o)
}

func isBackend(owner *metav1.OwnerReference) bool {
	return owner.Kind == "CodeGenBackend" && strings.HasPrefix(owner.APIVersion, v1alpha1.GroupVersion.Group+"/")
}

// outranks returns nil if the backend that controls an object is gone, is younger than this one, or no longer declares the object.
func (s Store) outranks(ctx context.Context, backend *v1alpha1.CodeGenBackend, owner *metav1.OwnerReference, o client.Object) error {
	var other v1alpha1.CodeGenBackend
	err := s.Client.Get(ctx, types.NamespacedName{Namespace: backend.Namespace, Name: owner.Name}, &other)
	switch {
	case apierrors.IsNotFound(err):
		return nil
	case err != nil:
		return fmt.Errorf("reading CodeGenBackend %s: %w", owner.Name, err)
	case other.UID != owner.UID || Older(backend, &other):
		return nil
	}
	if released, err := s.released(&other, o); released || err != nil {
		return err
	}
	return ErrNotOwned
}

// Older reports whether one backend was created before another, and so keeps what both declare. Of two created in the
// same second, the one with the lesser UID counts as older, so that both come to the same result.
func Older(a, b client.Object) bool {
	created, other := a.GetCreationTimestamp(), b.GetCreationTimestamp()
	if created.Equal(&other) {
		return a.GetUID() < b.GetUID()
	}
	return created.Before(&other)
}
