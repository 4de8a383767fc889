// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"fmt"
	"sync"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/resourceversion"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// fetch reads the object; nil where it is gone or going. What is decided is decided by what the status remembers, so that a cache that does not show
// our own last write yet is not believed: it would have us move traffic back, and nobody would be told.
func (r *Reconciler) fetch(ctx context.Context, key types.NamespacedName) (*v1alpha1.CodeGenBackend, error) {
	backend, err := r.latest(ctx, key)
	switch {
	case apierrors.IsNotFound(err):
		return nil, nil //nolint:nilnil // as it is said
	case err != nil:
		return nil, fmt.Errorf("reading the CodeGenBackend: %w", err)
	case !backend.DeletionTimestamp.IsZero():
		return nil, nil //nolint:nilnil // as it is said
	}
	return backend, nil
}

// latest reads the object from the cache, or live where that does not show what we wrote.
func (r *Reconciler) latest(ctx context.Context, key types.NamespacedName) (*v1alpha1.CodeGenBackend, error) {
	cached := &v1alpha1.CodeGenBackend{}
	err := r.Client.Get(ctx, key, cached)
	if err != nil || r.versions.shownBy(key, cached.ResourceVersion) {
		return cached, err
	}
	live := &v1alpha1.CodeGenBackend{}
	if err = r.Live.Get(ctx, key, live); err == nil {
		r.versions.wrote(key, live.ResourceVersion)
	}
	return live, err
}

// versions are the resource versions that backends had when we last wrote or read them live: what the cache must show before it is believed. The zero
// value knows none, and an operator that has just started believes nothing, for the one before it may have written a moment ago.
type versions struct {
	mu    sync.Mutex
	known map[types.NamespacedName]string // guarded by mu
}

// shownBy tells whether what the cache shows is at least as new as what we know of.
func (v *versions) shownBy(key types.NamespacedName, cached string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	known := v.known[key]
	if known == "" || known == cached {
		return known != ""
	}
	order, err := resourceversion.CompareResourceVersion(cached, known)
	return err == nil && order >= 0
}

func (v *versions) wrote(key types.NamespacedName, version string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.known == nil {
		v.known = map[types.NamespacedName]string{}
	}
	v.known[key] = version
}

// doubt forgets what was known: the next look is live.
func (v *versions) doubt(key types.NamespacedName) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.known, key)
}
