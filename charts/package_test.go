// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	"sigs.k8s.io/yaml"
)

// about is a part of Chart.yaml.
type about struct{ Version, AppVersion string }

// packaged packages the chart as make chart does.
func packaged(t *testing.T, args ...string) (folder, said string, err error) {
	t.Helper()
	folder = t.TempDir()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"run", "./hack/pack", "--into", folder}, args...)...)
	cmd.Dir = ".."
	out, err := cmd.CombinedOutput()
	return folder, string(out), err
}

// TestPackageVersion: make chart VERSION=v1.2.3 packages a chart with that version, and with images of that version.
func TestPackageVersion(t *testing.T) {
	t.Parallel()
	folder, said, err := packaged(t, "--version", "v1.2.3+dirty")
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	file := filepath.Join(folder, "codegen-operator-1.2.3+dirty.tgz")
	var is about
	if err := yaml.Unmarshal([]byte(helm(t, "show", "chart", file)), &is); err != nil {
		t.Fatal(err)
	}
	if want := (about{"1.2.3+dirty", "v1.2.3_dirty"}); is != want {
		t.Errorf("it is %+v and not %+v", is, want)
	}
	deployment := typed[appsv1.Deployment](t, objects(t, helm(t, "template", "codegen-operator", file))["Deployment codegen-operator"])
	pod := deployment.Spec.Template.Spec
	if image := pod.Containers[0].Image; image != "codegen-operator:v1.2.3_dirty" {
		t.Errorf("it runs %s", image)
	}
	if image := flags(t, pod).GatewayImage; image != "codegen-gateway:v1.2.3_dirty" {
		t.Errorf("its gateways run %s", image)
	}
}

// TestPackageWithoutVersion: an invalid version is an error, and the default version comes from git.
func TestPackageWithoutVersion(t *testing.T) {
	t.Parallel()
	if _, said, err := packaged(t, "--version", "new"); err == nil {
		t.Errorf("it is made: %s", said)
	}
	folder, said, err := packaged(t)
	if made, _ := filepath.Glob(filepath.Join(folder, "codegen-operator-*.tgz")); err != nil || len(made) != 1 {
		t.Errorf("%v: %s", err, said)
	}
}
