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
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Store reads and writes the objects that carry traffic.
type Store struct {
	// Client reads from the cache and writes.
	Client client.Client
	// Live reads from the API server.
	Live client.Reader
}

// lookAgain is when to look again at what nothing tells us of, such as the object in our way.
const lookAgain = 30 * time.Second

// existing reads an object that we are about to write; found tells whether it is there. It is read from the cache, and, where that has none, live: the
// cache holds only what carries our label, and lags behind.
func (s Store) existing(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object) (found bool, err error) {
	key := client.ObjectKeyFromObject(o)
	err = s.Client.Get(ctx, key, o)
	if apierrors.IsNotFound(err) {
		err = s.Live.Get(ctx, key, o)
	}
	if apierrors.IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading %s: %w", key.Name, err)
	}
	return true, s.owned(ctx, backend, o)
}

// apply writes an object that is ours; whoever else wrote our fields loses them.
func (s Store) apply(ctx context.Context, o runtime.ApplyConfiguration) error {
	if err := s.Client.Apply(ctx, o, client.FieldOwner(FieldManager), client.ForceOwnership); err != nil {
		return fmt.Errorf("applying the route: %w", err)
	}
	return nil
}

// remove deletes an object, if it is ours.
func (s Store) remove(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object) error {
	if !metav1.IsControlledBy(o, backend) {
		return nil
	}
	uid, version := o.GetUID(), o.GetResourceVersion() // whoever has taken it over meanwhile has changed it
	err := s.Client.Delete(ctx, o, client.Preconditions{UID: &uid, ResourceVersion: &version})
	if err != nil && !apierrors.IsNotFound(err) {
		return fmt.Errorf("removing %s: %w", o.GetName(), err)
	}
	return nil
}
