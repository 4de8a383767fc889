// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"
)

// manifest is the minimal object with changes, as kubectl reads it.
func manifest(t *testing.T, changes string) string {
	t.Helper()
	text, err := yaml.Marshal(backend(t, changes).Object)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// By default kubectl refuses a misspelled field; with less strict validation it warns.
func TestUnknownFieldsAreReported(t *testing.T) {
	t.Parallel()
	misspelt := manifest(t, "{metadata: {name: unknown}, spec: {failovr: {cooldownSeconds: 5}}}")

	out, err := shared.KubectlWith(t.Context(), misspelt, "apply", "--validate=strict", "-f", "-")
	if err == nil || !strings.Contains(out, `unknown field "spec.failovr"`) {
		t.Errorf("strict validation: %v %s", err, out)
	}
	out, err = shared.KubectlWith(t.Context(), misspelt, "apply", "--validate=warn", "-f", "-")
	if err != nil || !strings.Contains(out, `Warning: unknown field "spec.failovr"`) {
		t.Errorf("validation with warnings: %v %s", err, out)
	}
}

// Fields that the schema does not know are dropped, so that nothing is stored that the operator does not read.
func TestUnknownFieldsAreDropped(t *testing.T) {
	t.Parallel()
	stored := backend(t, "{metadata: {name: dropped}, spec: {failovr: {cooldownSeconds: 5}, vllm: {token: secret}}}")
	if err := newClient(t).Create(t.Context(), stored, client.DryRunAll); err != nil {
		t.Fatal(err)
	}
	for _, path := range [][]string{{"spec", "failovr"}, {"spec", "vllm", "token"}} {
		if _, found, _ := unstructured.NestedFieldNoCopy(stored.Object, path...); found {
			t.Errorf("%s was stored", strings.Join(path, "."))
		}
	}
}
