// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package owned

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Object is a managed object of a route that consists of several.
type Object struct {
	// Kind of the object.
	Kind string
	// Actual is the object as it was read. It has the namespace and name before it is read.
	Actual client.Object
	// wanted is what is applied.
	wanted ApplyConfiguration
}

// annotationWanted holds the hash of what was applied. It alone shows that something was left out since: nothing else
// tells who set the fields of an object.
const annotationWanted = "serving.codegen.dev/wanted"

// NewObject makes a managed object, and annotates it with the hash of what is wanted.
func NewObject[T interface {
	ApplyConfiguration
	WithAnnotations(annotations map[string]string) T
}](kind string, actual client.Object, wanted T) Object {
	text, _ := json.Marshal(wanted) // strings, numbers and lists of them
	sum := sha256.Sum256(text)
	return Object{kind, actual, wanted.WithAnnotations(map[string]string{annotationWanted: hex.EncodeToString(sum[:8])})}
}

// Ensure creates or updates a managed object, and does not write it if it has all that is wanted.
func (s Store) Ensure(ctx context.Context, backend *v1alpha1.CodeGenBackend, o Object) error {
	found, err := s.Existing(ctx, backend, o.Actual)
	if err != nil {
		return err
	}
	if found {
		drifted, err := o.drifted()
		if err != nil || !drifted {
			return err
		}
	}
	return s.Apply(ctx, backend, o.wanted)
}
