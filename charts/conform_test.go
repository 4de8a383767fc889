// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestConform: kubeconform accepts the rendered objects, with the schemas of a real API server: Kubernetes, our CRD and the
// Prometheus Operator.
func TestConform(t *testing.T) {
	t.Parallel()
	folder := schemas(t)
	for name, values := range matrix(t) {
		if out, err := conform(t, folder, manifest(t, values...)); err != nil {
			t.Errorf("with the values %s kubeconform says %v\n%s", name, err, out)
		}
	}
}

// TestConformFindsMistakes: kubeconform finds mistakes in kinds of Kubernetes, ours and the Prometheus Operator's.
func TestConformFindsMistakes(t *testing.T) {
	t.Parallel()
	folder := schemas(t)
	text := manifest(t, matrix(t)["everything"]...)
	for right, wrong := range map[string]string{
		"replicas: 3":             "replicas: three",
		"protocol: OpenAI":        "protocol: Smoke",
		"honorLabels: true":       "honourLabels: true",
		"automountServiceAccount": "automountAccount",
	} {
		if !strings.Contains(text, right) {
			t.Errorf("the manifest has no %s", right)
		}
		if out, err := conform(t, folder, strings.Replace(text, right, wrong, 1)); err == nil {
			t.Errorf("with %s it says nothing but\n%s", wrong, out)
		}
	}
}

// conform runs kubeconform, which also fails on kinds without a schema.
func conform(t *testing.T, folder, text string) (string, error) {
	t.Helper()
	program, err := kubeconformProgram()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "manifest.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), program, "-strict", "-summary",
		"-schema-location", folder+"/{{ .ResourceKind }}-{{ .Group }}-{{ .ResourceAPIVersion }}.json", file).CombinedOutput()
	return string(out), err
}
