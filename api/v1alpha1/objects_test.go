// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"maps"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// minimal is the least that the API server accepts.
const minimal = `
apiVersion: serving.codegen.dev/v1alpha1
kind: CodeGenBackend
metadata: {name: minimal, namespace: default}
spec:
  vllm: {protocol: OpenAI, url: "http://vllm-app:8002"}
  legacy: {protocol: CodeGen, url: "http://legacy-backend:8000"}
`

// backend is the minimal object with changes to it, as a JSON merge patch (null takes away) in YAML.
func backend(t *testing.T, changes string) *unstructured.Unstructured {
	t.Helper()
	return &unstructured.Unstructured{Object: merged(parsed(t, minimal), parsed(t, changes))}
}

func parsed(t *testing.T, text string) map[string]any {
	t.Helper()
	object := map[string]any{}
	if err := yaml.Unmarshal([]byte(text), &object); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return object
}

// merged is what a JSON merge patch makes of an object.
func merged(object, changes map[string]any) map[string]any {
	all := maps.Clone(object)
	for key, change := range changes {
		inner, isMap := change.(map[string]any)
		old, wasMap := all[key].(map[string]any)
		switch {
		case change == nil:
			delete(all, key)
		case isMap && wasMap:
			all[key] = merged(old, inner)
		default:
			all[key] = change
		}
	}
	return all
}
