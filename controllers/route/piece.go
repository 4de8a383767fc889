// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// piece is one object of several that a route is made of.
type piece struct {
	kind string
	// actual is where the object is read into; it has its namespace and name.
	actual client.Object
	// wanted is what is to be applied.
	wanted applied
}

// annotationWanted holds the hash of what was applied. What was taken out of it since is told by that alone: of what is there, nobody can
// say who wanted it.
const annotationWanted = "serving.codegen.dev/wanted"

// pieceOf makes a piece, with the hash of what is wanted in it.
func pieceOf[T interface {
	applied
	WithAnnotations(annotations map[string]string) T
}](kind string, actual client.Object, wanted T) piece {
	text, _ := json.Marshal(wanted) // strings, numbers and lists of them
	sum := sha256.Sum256(text)
	return piece{kind, actual, wanted.WithAnnotations(map[string]string{annotationWanted: hex.EncodeToString(sum[:8])})}
}

// ensure makes or mends a piece, and leaves it alone where all that is wanted is there.
func (s Store) ensure(ctx context.Context, backend *v1alpha1.CodeGenBackend, p piece) error {
	found, err := s.existing(ctx, backend, p.actual)
	if err != nil {
		return err
	}
	if found {
		there, err := p.there()
		if err != nil || there {
			return err
		}
	}
	return s.apply(ctx, backend, p.wanted)
}

// there tells whether the object has all that is wanted.
func (p piece) there() (bool, error) {
	wanted, err := tree(p.wanted)
	if err != nil {
		return false, err
	}
	actual, err := tree(p.actual)
	return err == nil && within(withoutType(wanted), actual), err
}

// tree is an object as JSON has it.
func tree(o any) (map[string]any, error) {
	text, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("writing an object: %w", err)
	}
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil {
		return nil, fmt.Errorf("reading an object: %w", err)
	}
	return object, nil
}

// withoutType leaves out what typed clients leave out.
func withoutType(object map[string]any) map[string]any {
	rest := map[string]any{}
	for key, value := range object {
		if key != "apiVersion" && key != "kind" {
			rest[key] = value
		}
	}
	return rest
}

// eachOf calls do for each object of a list, until that fails.
func eachOf(list client.ObjectList, do func(client.Object) error) error {
	return meta.EachListItem(list, func(item runtime.Object) error {
		o, ok := item.(client.Object)
		if !ok {
			return fmt.Errorf("%T is no object", item)
		}
		return do(o)
	})
}
