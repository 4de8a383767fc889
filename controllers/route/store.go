// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"errors"
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

// errNotOwned: an object of that name is there, and not ours.
var errNotOwned = errors.New("not owned")

// existing reads an object that we are about to write; found tells whether it is there. It is read from the cache, and, where that has none, live: the
// cache holds only what carries our label, and lags behind.
func (s Store) existing(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object) (found bool, err error) {
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
	uid := o.GetUID()
	err := s.Client.Delete(ctx, o, client.Preconditions{UID: &uid})
	if err != nil && !apierrors.IsNotFound(err) {
		return fmt.Errorf("removing %s: %w", o.GetName(), err)
	}
	return nil
}

// refused says why an object could not be written. field is where the spec names it.
func refused(err error, kind, name, field string) State {
	if errors.Is(err, errNotOwned) {
		return State{Reason: v1alpha1.ReasonNotOwned, Lost: true, Mend: true, Retry: lookAgain, Message: fmt.Sprintf(
			"%s %s exists and was not made for this CodeGenBackend: delete it, or choose another name in %s", kind, name, field)}
	}
	return failed(err)
}
