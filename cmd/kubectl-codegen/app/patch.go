// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// patch merges a part into an object, and updates the object with the response.
func patch(ctx context.Context, c client.Client, b *v1alpha1.CodeGenBackend, part any) error {
	data, err := json.Marshal(part)
	if err != nil {
		return fmt.Errorf("encode the patch: %w", err)
	}
	return explain(c.Patch(ctx, b, client.RawPatch(types.MergePatchType, data), client.FieldOwner(fieldOwner)))
}

// patchOf returns the part of an object that sets one field below its spec.
func patchOf(path string, value any) map[string]any {
	part := map[string]any{}
	at := part
	words := strings.Split("spec."+path, ".")
	for _, word := range words[:len(words)-1] {
		below := map[string]any{}
		at[word] = below
		at = below
	}
	at[words[len(words)-1]] = value
	return part
}

// indented returns a part of an object as indented YAML.
func indented(part any) string {
	text, err := yaml.Marshal(part)
	if err != nil {
		return fmt.Sprint(part)
	}
	return "  " + strings.ReplaceAll(strings.TrimSpace(string(text)), "\n", "\n  ")
}
