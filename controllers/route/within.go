// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"reflect"
	"slices"
)

// exact are the fields in which more than is wanted is something else.
var exact = []string{"selector", "rules", "subjects"}

// within tells whether all that is wanted is there. What others have added is theirs: the API server's defaults, an injected container.
func within(want, has any) bool {
	switch want := want.(type) {
	case map[string]any:
		has, ok := has.(map[string]any)
		return ok && mapWithin(want, has)
	case []any:
		has, ok := has.([]any)
		return ok && listWithin(want, has)
	}
	return reflect.DeepEqual(want, has)
}

func mapWithin(want, has map[string]any) bool {
	for key, value := range want {
		if slices.Contains(exact, key) {
			if !reflect.DeepEqual(value, has[key]) {
				return false
			}
			continue
		}
		if !within(value, has[key]) {
			return false
		}
	}
	return true
}

// listWithin looks for the elements by their names; those of a list without names stand where they should.
func listWithin(want, has []any) bool {
	if len(want) > 0 && nameIn(want[0]) != nil {
		return !slices.ContainsFunc(want, func(w any) bool { return !within(w, named(has, nameIn(w))) })
	}
	return slices.EqualFunc(want, has, within)
}

// nameIn is the name of an element; nil: it has none.
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
