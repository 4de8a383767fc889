// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package owned

import (
	"encoding/json"
	"fmt"
)

// drifted reports whether the object lacks something that is wanted.
func (o Object) drifted() (bool, error) {
	wanted, err := tree(o.wanted)
	if err != nil {
		return false, err
	}
	actual, err := tree(o.Actual)
	return err == nil && !isSubset(withoutType(wanted), actual), err
}

// tree is an object as decoded from JSON.
func tree(o any) (map[string]any, error) {
	text, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("encoding an object: %w", err)
	}
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil {
		return nil, fmt.Errorf("decoding an object: %w", err)
	}
	return object, nil
}

// withoutType leaves out apiVersion and kind, which typed clients leave out.
func withoutType(object map[string]any) map[string]any {
	rest := map[string]any{}
	for key, value := range object {
		if key != "apiVersion" && key != "kind" {
			rest[key] = value
		}
	}
	return rest
}
