// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package owned

import (
	"reflect"
	"slices"
)

// exact are the fields that must be equal, because an addition changes their meaning.
var exact = []string{"selector", "rules", "subjects"}

// isSubset reports whether an object has all that is wanted. Additions of others are left alone: defaults of the API
// server, an injected container.
func isSubset(want, has any) bool {
	switch want := want.(type) {
	case map[string]any:
		has, ok := has.(map[string]any)
		return ok && isMapSubset(want, has)
	case []any:
		has, ok := has.([]any)
		return ok && isListSubset(want, has)
	}
	return reflect.DeepEqual(want, has)
}

func isMapSubset(want, has map[string]any) bool {
	for key, value := range want {
		if slices.Contains(exact, key) {
			if !reflect.DeepEqual(value, has[key]) {
				return false
			}
			continue
		}
		if !isSubset(value, has[key]) {
			return false
		}
	}
	return true
}

// isListSubset matches the elements by their names, or by position in a list without names.
func isListSubset(want, has []any) bool {
	if len(want) > 0 && nameIn(want[0]) != nil {
		return !slices.ContainsFunc(want, func(w any) bool { return !isSubset(w, named(has, nameIn(w))) })
	}
	return slices.EqualFunc(want, has, isSubset)
}

// nameIn returns the name of an element; nil: it has none.
func nameIn(element any) any {
	if m, ok := element.(map[string]any); ok {
		return m["name"]
	}
	return nil
}

func named(list []any, name any) any {
	i := slices.IndexFunc(list, func(e any) bool { return nameIn(e) == name })
	if i < 0 {
		return nil
	}
	return list[i]
}
