// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
)

// fetch reads the object; nil if it is gone or being deleted. Decisions depend on what the status remembers, so a
// cache that does not show our own last write yet is not trusted: it would make the operator move traffic back,
// without a report.
func (r *Reconciler) fetch(ctx context.Context, key types.NamespacedName) (*v1alpha1.CodeGenBackend, error) {
	backend, err := r.latest(ctx, key)
	switch {
	case apierrors.IsNotFound(err):
		return nil, nil //nolint:nilnil // as documented
	case err != nil:
		return nil, fmt.Errorf("reading the CodeGenBackend: %w", err)
	case !backend.DeletionTimestamp.IsZero():
		return nil, nil //nolint:nilnil // as documented
	}
	return backend, nil
}

// latest reads the object from the cache, or live if the cache does not show what was written. An operator that has
// just started reads live first, because the one before it may have written a moment ago.
func (r *Reconciler) latest(ctx context.Context, key types.NamespacedName) (*v1alpha1.CodeGenBackend, error) {
	cached := &v1alpha1.CodeGenBackend{}
	err := r.Client.Get(ctx, key, cached)
	if err != nil || r.Expectations.FulfilledBy(key, self(key), cached.ResourceVersion) {
		return cached, err
	}
	live := &v1alpha1.CodeGenBackend{}
	if err = r.Live.Get(ctx, key, live); err == nil {
		r.Expectations.ReadAhead(key, self(key), live.ResourceVersion)
	}
	return live, err
}

// self identifies a backend among the objects that are written for it.
func self(key types.NamespacedName) owned.Ref {
	return owned.Ref{GVK: v1alpha1.GroupVersion.WithKind("CodeGenBackend"), Name: key.Name}
}
