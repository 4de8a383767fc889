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
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// piece is one object of several that a route is made of.
type piece struct {
	kind string
	// actual is where the object is read into; it has its namespace and name.
	actual client.Object
	// wanted is the apply configuration.
	wanted any
}

// annotationWanted holds the hash of what was applied. What was taken out of it since is told by that alone: of what is there, nobody can
// say who wanted it.
const annotationWanted = "serving.codegen.dev/wanted"

// ensure makes or mends a piece, and leaves it alone where all that is wanted is there.
func (s Store) ensure(ctx context.Context, backend *v1alpha1.CodeGenBackend, p piece) error {
	wanted, err := stamped(p.wanted)
	if err != nil {
		return err
	}
	found, err := s.existing(ctx, backend, p.actual)
	if err != nil {
		return err
	}
	if found {
		has, err := tree(p.actual)
		if err != nil {
			return err
		}
		if within(withoutType(wanted.Object), has) {
			return nil
		}
	}
	return s.apply(ctx, client.ApplyConfigurationFromUnstructured(wanted))
}

// stamped is an apply configuration with the hash of itself.
func stamped(wanted any) (*unstructured.Unstructured, error) {
	object, err := tree(wanted)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(object)
	if err != nil {
		return nil, fmt.Errorf("writing what is wanted: %w", err)
	}
	sum := sha256.Sum256(text)
	u := &unstructured.Unstructured{Object: object}
	if err := unstructured.SetNestedField(object, hex.EncodeToString(sum[:8]), "metadata", "annotations", annotationWanted); err != nil {
		return nil, fmt.Errorf("writing what is wanted: %w", err)
	}
	return u, nil
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
