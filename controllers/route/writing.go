// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// errUnsure: it is not known what a route carries now, so that nothing must be said of it until it is.
var errUnsure = errors.New("it is not known whether the API server did it")

// write does a write, and remembers that the cache lags behind it, or that nobody knows whether it was done.
func (s Store) write(ctx context.Context, backend *v1alpha1.CodeGenBackend, o ref, do func() error) error {
	owner := client.ObjectKeyFromObject(backend)
	s.Recent.wrote(owner, o, doubtful)
	err := do()
	if err == nil || refusedFor(err) || s.untouched(ctx, backend, o) {
		s.Recent.wrote(owner, o, written)
	} else {
		err = fmt.Errorf("%w: %w", errUnsure, err)
	}
	if err != nil {
		return fmt.Errorf("writing %s %s: %w", o.gvk.Kind, o.name, err)
	}
	return nil
}

// untouched tells whether an object is as it was last read, for sure.
func (s Store) untouched(ctx context.Context, backend *v1alpha1.CodeGenBackend, o ref) bool {
	var now metav1.PartialObjectMetadata
	now.SetGroupVersionKind(o.gvk)
	err := s.Live.Get(ctx, types.NamespacedName{Namespace: backend.Namespace, Name: o.name}, &now)
	return client.IgnoreNotFound(err) == nil && now.ResourceVersion == s.Recent.of(client.ObjectKeyFromObject(backend), o).version
}

// refusedFor tells whether the API server said that it did not do something. Errors of the server, or of the way there, leave that open.
func refusedFor(err error) bool {
	var status apierrors.APIStatus
	return errors.As(err, &status) && status.Status().Code >= 400 && status.Status().Code < 500
}

// doubt makes an error in reading one that leaves open what a route carries: it may have been written since, by us or by an operator
// before us, and the status may not tell of that. That we may not read at all is no doubt, and is said.
func doubt(err error) error {
	if apierrors.IsForbidden(err) {
		return err
	}
	return fmt.Errorf("%w: %w", errUnsure, err)
}
