// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package owned

import (
	"encoding/json"
	"maps"
	"testing"

	"pgregory.net/rapid"
)

func TestIsSubset(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		want, has string
		subset    bool
	}{
		"the same":                           {`{"a":1}`, `{"a":1}`, true},
		"a field of others":                  {`{"a":1}`, `{"a":1,"b":2}`, true},
		"a missing field":                    {`{"a":1,"b":2}`, `{"a":1}`, false},
		"a changed field":                    {`{"a":1}`, `{"a":2}`, false},
		"another type":                       {`{"a":{"b":1}}`, `{"a":[1]}`, false},
		"a nested field of others":           {`{"spec":{"a":1}}`, `{"spec":{"a":1,"b":2}}`, true},
		"an injected container":              {`{"c":[{"name":"x","image":"i"}]}`, `{"c":[{"name":"istio"},{"name":"x","image":"i","tty":true}]}`, true},
		"a container that is gone":           {`{"c":[{"name":"x"}]}`, `{"c":[{"name":"istio"}]}`, false},
		"a container with another image":     {`{"c":[{"name":"x","image":"i"}]}`, `{"c":[{"name":"x","image":"j"}]}`, false},
		"a list without names":               {`{"args":["a","b"]}`, `{"args":["a","b"]}`, true},
		"one more in a list without names":   {`{"args":["a"]}`, `{"args":["a","b"]}`, false},
		"another order":                      {`{"args":["a","b"]}`, `{"args":["b","a"]}`, false},
		"a label that a selector gained":     {`{"selector":{"a":"1"}}`, `{"selector":{"a":"1","b":"2"}}`, false},
		"a right that a role gained":         {`{"rules":[{"verbs":["get"]}]}`, `{"rules":[{"verbs":["get"]},{"verbs":["list"]}]}`, false},
		"a subject that a role bound gained": {`{"subjects":[{"name":"a"}]}`, `{"subjects":[{"name":"a"},{"name":"b"}]}`, false},
	} {
		if got := isSubset(decoded(t, c.want), decoded(t, c.has)); got != c.subset {
			t.Errorf("%s: isSubset() = %t", name, got)
		}
	}
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// An object has all of itself, more than itself with a field added, and not all of itself with a field removed.
func TestIsSubsetOfMore(t *testing.T) {
	t.Parallel()
	scalar := rapid.OneOf(rapid.Just[any](nil), rapid.Just[any](true), rapid.Map(rapid.Float64(), func(f float64) any { return f }),
		rapid.Map(rapid.String(), func(s string) any { return s }))
	rapid.Check(t, func(t *rapid.T) {
		inner := rapid.MapOfN(rapid.SampledFrom([]string{"name", "a", "b", "selector"}), scalar, 1, 4).Draw(t, "inner")
		want := map[string]any{"list": []any{inner}, "map": inner, "scalar": scalar.Draw(t, "scalar")}
		has := maps.Clone(want)
		has["more"] = scalar.Draw(t, "more")
		if !isSubset(want, want) || !isSubset(want, has) {
			t.Fatalf("%v is no subset of itself, or of %v", want, has)
		}
		delete(has, "list")
		if isSubset(want, has) {
			t.Fatalf("%v is a subset although the list is missing in %v", want, has)
		}
	})
}
