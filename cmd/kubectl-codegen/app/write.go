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

// merge writes a part of an object, and takes in what the API server made of it.
func merge(ctx context.Context, c client.Client, b *v1alpha1.CodeGenBackend, part any) error {
	patch, err := json.Marshal(part)
	if err != nil {
		return fmt.Errorf("writing the patch: %w", err)
	}
	return explained(c.Patch(ctx, b, client.RawPatch(types.MergePatchType, patch), client.FieldOwner(owner)))
}

// spec is a part of an object below its spec.
func spec(path string, value any) map[string]any {
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

// indented is a part of an object as it stands in a manifest.
func indented(part any) string {
	text, err := yaml.Marshal(part)
	if err != nil {
		return fmt.Sprint(part)
	}
	return "  " + strings.ReplaceAll(strings.TrimSpace(string(text)), "\n", "\n  ")
}
