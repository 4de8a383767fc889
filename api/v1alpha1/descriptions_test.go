// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"testing"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
)

// kubectl explain shows what the schema describes, and nobody should have to guess what a field is.
func TestEveryFieldIsDescribed(t *testing.T) {
	t.Parallel()
	fields := 0
	walk("", schema(t), func(path string, s *apiextensionsv1.JSONSchemaProps) {
		if path == "metadata" { // the API server fills in its own description
			return
		}
		for name, field := range s.Properties {
			fields++
			if field.Description == "" && join(path, name) != "metadata" {
				t.Errorf("%s has no description", join(path, name))
			}
		}
	})
	if fields < 100 {
		t.Errorf("only %d fields were found: the walk misses some", fields)
	}
}
