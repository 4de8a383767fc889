// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package monitoring_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

// TestInstall: a strict API server with the kinds of the Prometheus operator accepts the folder without a warning.
func TestInstall(t *testing.T) {
	installKinds(t, "podmonitors", "prometheusrules")
	_, err := shared.Kubectl(t.Context(), "create", "namespace", "codegen-operator-system")
	if err != nil && !strings.Contains(err.Error(), "AlreadyExists") {
		t.Fatal(err)
	}
	for range 2 { // the second time as in an upgrade
		out, err := shared.Kubectl(t.Context(), "apply", "--server-side", "--validate=strict", "-k", ".")
		must(t, err)
		if strings.Contains(out, "Warning") || strings.Count(out, "serverside-applied") != 5 {
			t.Errorf("it is not five objects, or warns:\n%s", out)
		}
	}
	dashboards, err := shared.Kubectl(
		t.Context(),
		"get",
		"configmaps",
		"-n",
		"codegen-operator-system",
		"-l",
		"grafana_dashboard=1",
		"-o",
		"name",
	)
	must(t, err)
	if strings.Count(dashboards, "configmap/codegen-dashboard-") != 2 {
		t.Errorf("the sidecar of Grafana finds\n%s", dashboards)
	}
}

// installKinds installs kinds of the Prometheus operator, whose definitions are generated from its own types.
func installKinds(t *testing.T, kinds ...string) {
	t.Helper()
	generator, err := exec.CommandContext(t.Context(), "go", "-C", "../../hack/tools", "tool", "-n", "controller-gen").Output()
	must(t, err)
	folder := t.TempDir()
	cmd := exec.CommandContext(t.Context(), strings.TrimSpace(string(generator)), "crd:maxDescLen=0",
		"paths=github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1", "output:crd:dir="+folder)
	cmd.Dir = "../../hack/prometheus"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("generating the definitions of the Prometheus operator: %v: %s", err, out)
	}
	var paths []string
	for _, kind := range kinds {
		paths = append(paths, filepath.Join(folder, "monitoring.coreos.com_"+kind+".yaml"))
	}
	_, err = envtest.InstallCRDs(shared.Config, envtest.CRDInstallOptions{Paths: paths, ErrorIfPathMissing: true})
	must(t, err)
}
