// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Store reads and writes the objects that carry traffic.
type Store struct {
	// Client reads from the cache and writes.
	Client client.Client
	// Live reads from the API server.
	Live client.Reader
	// Recent knows when the cache shows what was written.
	Recent *Recent
}

// lookAgain is when to look again at what nothing tells us of, such as the object in our way.
const lookAgain = 30 * time.Second

// existing reads an object that we are about to write; found tells whether it is there.
func (s Store) existing(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object) (found bool, err error) {
	err = s.read(ctx, backend, o)
	if apierrors.IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading %s: %w", o.GetName(), err)
	}
	return true, s.owned(ctx, backend, o)
}

// read reads an object from the cache if that shows what we wrote, else live; live as well where the cache has none, because it holds only
// what carries our label.
func (s Store) read(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object) error {
	of, err := s.refOf(o)
	if err != nil {
		return err
	}
	key, owner := client.ObjectKeyFromObject(o), client.ObjectKeyFromObject(backend)
	known := s.Recent.of(owner, of)
	if known.trust == settled {
		if err := s.Client.Get(ctx, key, o); !apierrors.IsNotFound(err) {
			s.Recent.saw(owner, of, o.GetResourceVersion(), settled)
			return err
		}
	}
	err = s.Live.Get(ctx, key, o)
	switch {
	case client.IgnoreNotFound(err) != nil:
		return doubt(err)
	case s.shown(ctx, o, err == nil):
		s.Recent.saw(owner, of, o.GetResourceVersion(), settled)
	default:
		s.Recent.saw(owner, of, o.GetResourceVersion(), written)
	}
	return err
}

// shown tells whether the cache shows an object as it was read live, or as little as was found.
func (s Store) shown(ctx context.Context, live client.Object, found bool) bool {
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

// apply writes an object that is ours; whoever else wrote our fields loses them.
func (s Store) apply(ctx context.Context, backend *v1alpha1.CodeGenBackend, o applied) error {
	gvk := schema.FromAPIVersionAndKind(valueOf(o.GetAPIVersion()), valueOf(o.GetKind()))
	return s.write(ctx, backend, ref{gvk: gvk, name: valueOf(o.GetName())}, func() error {
		return s.Client.Apply(ctx, o, client.FieldOwner(FieldManager), client.ForceOwnership)
	})
}

// applied is an apply configuration that says what it is of.
type applied interface {
	runtime.ApplyConfiguration
	GetAPIVersion() *string
	GetKind() *string
	GetName() *string
}

// patch changes an object as it was read.
func (s Store) patch(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object, change client.Patch) error {
	of, err := s.refOf(o)
	if err != nil {
		return err
	}
	return s.write(ctx, backend, of, func() error { return s.Client.Patch(ctx, o, change, client.FieldOwner(FieldManager)) })
}

// remove deletes an object, if it is ours, and is not to pass over to another backend.
func (s Store) remove(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object) error {
	if !metav1.IsControlledBy(o, backend) {
		return nil
	}
	if awaited, err := s.awaited(ctx, backend, o); awaited || err != nil {
		return err
	}
	return s.drop(ctx, backend, o, unchanged(o))
}

// unchanged has an object deleted only as it was read: whoever has taken it over meanwhile has changed it.
func unchanged(o client.Object) client.Preconditions {
	uid, version := o.GetUID(), o.GetResourceVersion()
	return client.Preconditions{UID: &uid, ResourceVersion: &version}
}

// drop deletes an object, if it is as told.
func (s Store) drop(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object, as client.Preconditions) error {
	of, err := s.refOf(o)
	if err != nil {
		return err
	}
	return s.write(ctx, backend, of, func() error {
		return client.IgnoreNotFound(s.Client.Delete(ctx, o, as))
	})
}
