// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// matrix returns the sets of values that the chart is tested with, and the defaults.
func matrix(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("testdata/values/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no sets of values are in testdata: %v", err)
	}
	sets := map[string][]string{"default": nil}
	for _, file := range files {
		sets[strings.TrimSuffix(filepath.Base(file), ".yaml")] = []string{"--values", file}
	}
	return sets
}

// manifest renders the chart for a release with the chart's name in the namespace system.
func manifest(t *testing.T, args ...string) string {
	t.Helper()
	return helm(t, append([]string{"template", "codegen-operator", chart, "--namespace", "system"}, args...)...)
}

// objects are those of a manifest, by kind and name.
func objects(t *testing.T, text string) map[string]*unstructured.Unstructured {
	t.Helper()
	found := map[string]*unstructured.Unstructured{}
	for part := range strings.SplitSeq("\n"+text, "\n---\n") {
		o := &unstructured.Unstructured{}
		if err := yaml.UnmarshalStrict([]byte(part), &o.Object); err != nil {
			t.Fatalf("%v in\n%s", err, part)
		}
		if len(o.Object) > 0 {
			found[o.GetKind()+" "+o.GetName()] = o
		}
	}
	return found
}

// typed decodes an object strictly.
func typed[T any](t *testing.T, o *unstructured.Unstructured) T {
	t.Helper()
	var into T
	if o == nil {
		t.Fatalf("there is no %T", into)
	}
	text, err := yaml.Marshal(o.Object)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalStrict(text, &into); err != nil {
		t.Fatal(err)
	}
	return into
}
