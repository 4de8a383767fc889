// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
)

// value is a value of the chart.
type value struct{ path, standard, meaning string }

// values returns the values of values.yaml, in its order, with their comments.
func values(t *testing.T) []value {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(read(t, chart+"/values.yaml")), &document); err != nil {
		t.Fatal(err)
	}
	return below(t, document.Content[0], "")
}

// below returns the values of a mapping. A mapping that is not empty is not a value itself.
func below(t *testing.T, mapping *yaml.Node, prefix string) []value {
	t.Helper()
	var all []value
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		key, node := mapping.Content[i], mapping.Content[i+1]
		path := prefix + strings.ReplaceAll(key.Value, ".", `\.`)
		if node.Kind == yaml.MappingNode && len(node.Content) > 0 {
			all = append(all, below(t, node, path+".")...)
			continue
		}
		all = append(all, value{path, inJSON(t, node), comment(key)})
	}
	return all
}

// comment returns the comment above a key as one line. The file's head comment is not the comment of the first key.
func comment(key *yaml.Node) string {
	paragraphs := strings.Split(key.HeadComment, "\n\n")
	lines := strings.Split(paragraphs[len(paragraphs)-1], "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(strings.TrimPrefix(lines[i], "#"))
	}
	return strings.Join(lines, " ")
}

func inJSON(t *testing.T, node *yaml.Node) string {
	t.Helper()
	var v any
	if err := node.Decode(&v); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestEachValueIsExplained: each value has a comment.
func TestEachValueIsExplained(t *testing.T) {
	t.Parallel()
	for _, v := range values(t) {
		if !strings.HasSuffix(v.meaning, ".") && !strings.HasSuffix(v.meaning, "}]") && !strings.Contains(v.meaning, ": ") {
			t.Errorf("values.yaml explains %s with %q", v.path, v.meaning)
		}
	}
}

// unset are properties of the schema without a default.
var unset = []string{"global", "resources.claims"}

// TestSchemaMatchesValues: the schema has each value and no others, and its objects refuse unknown properties.
func TestSchemaMatchesValues(t *testing.T) {
	t.Parallel()
	var schema struct {
		Properties map[string]json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal([]byte(read(t, chart+"/values.schema.json")), &schema); err != nil {
		t.Fatal(err)
	}
	known := slices.DeleteFunc(knownTo(t, schema.Properties, ""), func(path string) bool { return slices.Contains(unset, path) })
	var there []string
	for _, v := range values(t) {
		i := slices.IndexFunc(known, func(k string) bool { return k == v.path || strings.HasPrefix(v.path, k+".") })
		if i < 0 {
			t.Errorf("values.schema.json does not know %s", v.path)
			continue
		}
		there = append(there, known[i])
	}
	for _, k := range known {
		if !slices.Contains(there, k) {
			t.Errorf("values.schema.json knows %s, and values.yaml does not", k)
		}
	}
}

// knownTo returns the paths of a schema's leaves.
func knownTo(t *testing.T, properties map[string]json.RawMessage, prefix string) []string {
	t.Helper()
	var paths []string
	for name, text := range properties {
		var inner struct {
			Properties           map[string]json.RawMessage `json:"properties"`
			AdditionalProperties any                        `json:"additionalProperties"`
		}
		if err := json.Unmarshal(text, &inner); err != nil {
			t.Fatal(err)
		}
		if len(inner.Properties) == 0 {
			paths = append(paths, prefix+name)
			continue
		}
		if inner.AdditionalProperties != false {
			t.Errorf("values.schema.json lets anything into %s", prefix+name)
		}
		paths = append(paths, knownTo(t, inner.Properties, prefix+name+".")...)
	}
	return paths
}

// TestEachFlagCanBeSet: with a value for everything, no flag of the program has its default.
func TestEachFlagCanBeSet(t *testing.T) {
	t.Parallel()
	set := reflect.ValueOf(flags(t, podOf(t, objects(t, manifest(t, matrix(t)["everything"]...)))))
	standard, err := app.Parse(nil, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	for i := range set.NumField() {
		if name := set.Type().Field(i).Name; reflect.DeepEqual(set.Field(i).Interface(), reflect.ValueOf(standard).Field(i).Interface()) {
			t.Errorf("no value of the chart sets %s", name)
		}
	}
}

// TestEverythingIsSet: the set of values for the two tests above sets every value.
func TestEverythingIsSet(t *testing.T) {
	t.Parallel()
	var set map[string]any
	if err := yaml.Unmarshal([]byte(read(t, "testdata/values/everything.yaml")), &set); err != nil {
		t.Fatal(err)
	}
	for _, v := range values(t) {
		var at any = set
		for part := range strings.SplitSeq(v.path, ".") {
			inner, isMap := at.(map[string]any)
			if at = inner[part]; !isMap || at == nil {
				break
			}
		}
		if at == nil && !strings.HasPrefix(v.path, "podSecurityContext.") && !strings.HasPrefix(v.path, "securityContext.") &&
			!strings.HasPrefix(v.path, "resources.") {
			t.Errorf("everything.yaml does not set %s", v.path)
		}
	}
}
