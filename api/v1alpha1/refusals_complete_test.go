// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
)

// Every CEL rule has a row in refusals: a rule without one may refuse nothing, or too much.
func TestEveryRuleHasARefusal(t *testing.T) {
	t.Parallel()
	shown := func(message string) bool {
		return slices.ContainsFunc(refusals(), func(r refusal) bool { return r.says == message })
	}
	walk("", schema(t), func(path string, s *apiextensionsv1.JSONSchemaProps) {
		for _, rule := range s.XValidations {
			if !shown(rule.Message) {
				t.Errorf("no refusal shows the rule of %q: %s", path, rule.Message)
			}
		}
	})
}

// Every enum and every required field has a row in refusals.
func TestEveryEnumAndRequiredFieldHasARefusal(t *testing.T) {
	t.Parallel()
	walk("spec", new(schema(t).Properties["spec"]), func(path string, s *apiextensionsv1.JSONSchemaProps) {
		if len(s.Enum) > 0 && !shows(path, "supported values") {
			t.Errorf("no refusal shows the supported values of %s", path)
		}
		for _, name := range s.Required {
			if !shows(join(path, name), "Required value") {
				t.Errorf("no refusal shows that %s is required", join(path, name))
			}
		}
	})
}

// shows tells whether a refusal points at that field, of whichever engine, and says something of the kind.
func shows(path, says string) bool {
	return slices.ContainsFunc(refusals(), func(r refusal) bool {
		return anyEngine(indices.ReplaceAllString(r.field, "")) == anyEngine(path) && strings.HasPrefix(r.says, says)
	})
}

var indices = regexp.MustCompile(`\[\d+\]`)

// anyEngine makes a path one of vllm: both engines share their type.
func anyEngine(path string) string {
	return strings.Replace(path, "spec.legacy.", "spec.vllm.", 1)
}
