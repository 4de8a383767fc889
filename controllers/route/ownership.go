// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

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

// errNotOwned: an object of that name is there, and not ours.
var errNotOwned = errors.New("not owned")

// errHeadless: a Service has no cluster address, and can get none.
var errHeadless = errors.New("headless")

// owned is nil where an object is a backend's, or may become its: because nobody controls it and it was handed over by the annotation, or
// because the backend that controls it is gone, is younger, or no longer declares it. It is errNotOwned where it is somebody else's.
func (s Store) owned(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object) error {
	owner := metav1.GetControllerOf(o)
	switch {
	case owner == nil && o.GetAnnotations()[v1alpha1.AnnotationAdopt] == backend.Name:
		return nil
	case owner == nil:
		return errNotOwned
	case owner.UID == backend.UID:
		return nil
	case !isBackend(owner):
		return errNotOwned
	}
	return s.outranks(ctx, backend, owner, o)
}

func isBackend(owner *metav1.OwnerReference) bool {
	return owner.Kind == "CodeGenBackend" && strings.HasPrefix(owner.APIVersion, v1alpha1.GroupVersion.Group+"/")
}

// outranks is nil where the backend that controls an object is gone, younger than this one, or no longer declares it.
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
	if left, err := s.left(&other, o); left || err != nil {
		return err
	}
	return errNotOwned
}

// refused says why an object could not be written. field is where the spec names it.
func refused(err error, kind, name, field string) State {
	if errors.Is(err, errNotOwned) {
		return State{Reason: v1alpha1.ReasonNotOwned, Lost: true, Mend: true, Retry: lookAgain, Message: fmt.Sprintf(
			"%s %s exists and was not made for this CodeGenBackend: choose another name in %s, delete it, or hand it over with the annotation %s: <name of this CodeGenBackend>",
			kind, name, field, v1alpha1.AnnotationAdopt)}
	}
	if errors.Is(err, errHeadless) {
		return State{Reason: v1alpha1.ReasonNotOwned, Lost: true, Mend: true, Retry: lookAgain, Message: fmt.Sprintf(
			"%s %s is headless (clusterIP: None), which cannot be changed: delete it, so that it is made anew, or choose another name in %s",
			kind, name, field)}
	}
	return failed(err)
}
