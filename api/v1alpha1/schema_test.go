// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"maps"
	"os"
	"slices"
	"testing"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/yaml"
)

// generated is the CRD as the repository ships it.
const generated = "../../config/crd/bases/serving.codegen.dev_codegenbackends.yaml"

// schema reads the schema of the only version.
func schema(t *testing.T) *apiextensionsv1.JSONSchemaProps {
	t.Helper()
	text, err := os.ReadFile(generated)
	if err != nil {
		t.Fatal(err)
	}
	var crd apiextensionsv1.CustomResourceDefinition
	if err := yaml.UnmarshalStrict(text, &crd); err != nil {
		t.Fatal(err)
	}
	if n := len(crd.Spec.Versions); n != 1 {
		t.Fatalf("the CRD has %d versions and not one", n)
	}
	return crd.Spec.Versions[0].Schema.OpenAPIV3Schema
}

// walk visits a schema and all that is inside it, in the order of paths such as spec.canaries.name.
func walk(path string, s *apiextensionsv1.JSONSchemaProps, visit func(path string, s *apiextensionsv1.JSONSchemaProps)) {
	visit(path, s)
	if s.Items != nil {
		walk(path, s.Items.Schema, visit)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		walk(join(path, name), new(s.Properties[name]), visit)
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
