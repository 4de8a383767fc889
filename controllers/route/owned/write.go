// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package owned

import (
	"context"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// ErrUncertain means that it is unknown whether an object was written. Nothing may be reported of its route until that is known.
var ErrUncertain = errors.New("it is unknown whether the API server did it")

// Uncertain wraps an error of reading an object with ErrUncertain: the object may have been written since, by this
// operator or an earlier one, and the status may not show it. That reading is forbidden is certain, and is reported.
func Uncertain(err error) error {
	if apierrors.IsForbidden(err) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUncertain, err)
}

// ApplyConfiguration is an apply configuration that names its object.
type ApplyConfiguration interface {
	runtime.ApplyConfiguration
	GetAPIVersion() *string
	GetKind() *string
	GetName() *string
}

// Apply applies an object that is ours. Other field managers lose the fields that it sets.
func (s Store) Apply(ctx context.Context, backend *v1alpha1.CodeGenBackend, o ApplyConfiguration) error {
	gvk := schema.FromAPIVersionAndKind(Deref(o.GetAPIVersion()), Deref(o.GetKind()))
	return s.write(ctx, backend, Ref{GVK: gvk, Name: Deref(o.GetName())}, func() error {
		return s.Client.Apply(ctx, o, client.FieldOwner(FieldManager), client.ForceOwnership)
	})
}

// Patch changes an object as it was read.
func (s Store) Patch(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object, change client.Patch) error {
	ref, err := s.refOf(o)
	if err != nil {
		return err
	}
	return s.write(ctx, backend, ref, func() error { return s.Client.Patch(ctx, o, change, client.FieldOwner(FieldManager)) })
}

// Remove deletes an object if it is ours, and is not handed over to another backend.
func (s Store) Remove(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object) error {
	if !metav1.IsControlledBy(o, backend) {
		return nil
	}
	if needed, err := s.neededByOther(ctx, backend, o); needed || err != nil {
		return err
	}
	return s.Delete(ctx, backend, o, Unchanged(o))
}

// Unchanged makes a delete fail if the object was changed since it was read: someone may have taken it over.
func Unchanged(o client.Object) client.Preconditions {
	uid, version := o.GetUID(), o.GetResourceVersion()
	return client.Preconditions{UID: &uid, ResourceVersion: &version}
}

// Delete deletes an object if it meets the preconditions.
func (s Store) Delete(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object, preconditions client.Preconditions) error {
	ref, err := s.refOf(o)
	if err != nil {
		return err
	}
	return s.write(ctx, backend, ref, func() error {
		return client.IgnoreNotFound(s.Client.Delete(ctx, o, preconditions))
	})
}

// write does a write, and records that the cache lags behind it, or that it is unknown whether it was done.
func (s Store) write(ctx context.Context, backend *v1alpha1.CodeGenBackend, o Ref, do func() error) error {
	owner := client.ObjectKeyFromObject(backend)
	s.Expectations.MarkUncertain(owner, o)
	err := do()
	if err == nil || refused(err) || s.untouched(ctx, backend, o) {
		s.Expectations.Wrote(owner, o)
	} else {
		err = fmt.Errorf("%w: %w", ErrUncertain, err)
	}
	if err != nil {
		return fmt.Errorf("writing %s %s: %w", o.GVK.Kind, o.Name, err)
	}
	return nil
}

// untouched reports whether an object certainly is as it was last read.
func (s Store) untouched(ctx context.Context, backend *v1alpha1.CodeGenBackend, o Ref) bool {
	var now metav1.PartialObjectMetadata
	now.SetGroupVersionKind(o.GVK)
	err := s.Live.Get(ctx, types.NamespacedName{Namespace: backend.Namespace, Name: o.Name}, &now)
	return client.IgnoreNotFound(err) == nil && now.ResourceVersion == s.Expectations.Version(client.ObjectKeyFromObject(backend), o)
}

// refused reports whether the API server said that it did not do something. An error of the server, or of the connection, leaves that open.
func refused(err error) bool {
	var status apierrors.APIStatus
	return errors.As(err, &status) && status.Status().Code >= 400 && status.Status().Code < 500
}

// Deref returns what a pointer points to, or the zero value.
func Deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
