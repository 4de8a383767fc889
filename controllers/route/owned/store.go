// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package owned

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Store reads and writes managed objects.
type Store struct {
	// Client reads from the cache and writes to the API server.
	Client client.Client
	// Live reads from the API server.
	Live client.Reader
	// Expectations tell whether the cache shows what was written.
	Expectations *Expectations
}

// Existing reads an object that is about to be written, and reports whether it exists. The error is ErrNotOwned if it
// belongs to someone else.
func (s Store) Existing(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object) (found bool, err error) {
	err = s.Read(ctx, backend, o)
	if apierrors.IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading %s: %w", o.GetName(), err)
	}
	return true, s.CheckOwner(ctx, backend, o)
}

// Read reads an object from the cache if the cache shows what was written, and otherwise live. It also reads live if
// the cache does not have the object, because the cache holds only objects that carry our label.
func (s Store) Read(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object) error {
	ref, err := s.refOf(o)
	if err != nil {
		return err
	}
	owner := client.ObjectKeyFromObject(backend)
	if s.Expectations.Fulfilled(owner, ref) {
		if err := s.Client.Get(ctx, client.ObjectKeyFromObject(o), o); !apierrors.IsNotFound(err) {
			s.Expectations.Read(owner, ref, o.GetResourceVersion())
			return err
		}
	}
	return s.readLive(ctx, owner, ref, o)
}

func (s Store) readLive(ctx context.Context, owner client.ObjectKey, ref Ref, o client.Object) error {
	err := s.Live.Get(ctx, client.ObjectKeyFromObject(o), o)
	switch {
	case client.IgnoreNotFound(err) != nil:
		return Uncertain(err)
	case s.cached(ctx, o, err == nil):
		s.Expectations.Read(owner, ref, o.GetResourceVersion())
	default:
		s.Expectations.ReadAhead(owner, ref, o.GetResourceVersion())
	}
	return err
}

// cached reports whether the cache shows an object as it was read live, or, like the live read, does not find it.
func (s Store) cached(ctx context.Context, live client.Object, found bool) bool {
	cached, ok := live.DeepCopyObject().(client.Object)
	if !ok {
		return false
	}
	err := s.Client.Get(ctx, client.ObjectKeyFromObject(live), cached)
	if apierrors.IsNotFound(err) {
		return !found
	}
	return err == nil && found && cached.GetResourceVersion() == live.GetResourceVersion()
}

// refOf identifies an object.
func (s Store) refOf(o client.Object) (Ref, error) {
	gvk, err := apiutil.GVKForObject(o, s.Client.Scheme())
	return Ref{GVK: gvk, Name: o.GetName()}, err
}
