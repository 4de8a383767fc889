// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/discovery"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	"github.com/codegen-dev/codegen-operator/test/timing"
)

// needed are the API groups of the chart's kinds.
var needed = []string{"api/v1", "apis/apps/v1", "apis/rbac.authorization.k8s.io/v1", "apis/policy/v1", "apis/networking.k8s.io/v1",
	"apis/apiextensions.k8s.io/v1", "apis/serving.codegen.dev/v1alpha1", "apis/monitoring.coreos.com/v1"}

var (
	schemasOnce   sync.Once
	schemasFolder string
)

// schemas is a folder with a JSON schema for each kind of these groups, as the API server publishes them. Nothing is downloaded.
func schemas(t *testing.T) string {
	t.Helper()
	schemasOnce.Do(func() {
		installMonitoring(t)
		folder, err := os.MkdirTemp("", "codegen-schemas-") //nolint:usetesting // used by several tests
		if err != nil {
			t.Fatal(err)
		}
		for _, group := range needed {
			writeSchemas(t, folder, published(t, group))
		}
		schemasFolder = folder
	})
	if schemasFolder == "" {
		t.Fatal("there are no schemas: another test says why")
	}
	return schemasFolder
}

// installMonitoring installs the kinds of the Prometheus Operator, whose definitions are generated from its own types.
func installMonitoring(t *testing.T) {
	t.Helper()
	generator, err := builtTool("../hack/tools", "controller-gen")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	cmd := exec.CommandContext(t.Context(), generator, "crd:maxDescLen=0",
		"paths=github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1", "output:crd:dir="+folder)
	cmd.Dir = "../hack/chart"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("generating the definitions of the Prometheus Operator: %v: %s", err, out)
	}
	var paths []string
	for _, kind := range []string{"servicemonitors", "podmonitors", "prometheusrules"} {
		paths = append(paths, filepath.Join(folder, "monitoring.coreos.com_"+kind+".yaml"))
	}
	if _, err := envtest.InstallCRDs(shared.Config, envtest.CRDInstallOptions{Paths: paths, ErrorIfPathMissing: true}); err != nil {
		t.Fatal(err)
	}
}

// published returns the OpenAPI document of a group. The API server publishes that of a CRD shortly after it is installed.
func published(t *testing.T, group string) map[string]any {
	t.Helper()
	client, err := discovery.NewDiscoveryClientForConfig(shared.Config)
	if err != nil {
		t.Fatal(err)
	}
	var document map[string]any
	err = wait.PollUntilContextTimeout(t.Context(), 100*time.Millisecond, timing.Deadline, true, func(context.Context) (bool, error) {
		paths, err := client.OpenAPIV3().Paths()
		if err != nil || paths[group] == nil {
			return false, err
		}
		text, err := paths[group].Schema("application/json")
		if err != nil {
			return false, err
		}
		return true, json.Unmarshal(text, &document)
	})
	if err != nil {
		t.Fatalf("the schemas of %s: %v", group, err)
	}
	return document
}

// writeSchemas writes one file for each kind of a document, with all schemas of the document for references.
func writeSchemas(t *testing.T, folder string, document map[string]any) {
	t.Helper()
	components := document["components"].(map[string]any)
	all := components["schemas"].(map[string]any)
	strict(all)
	for name, schema := range all {
		kinds, _ := schema.(map[string]any)["x-kubernetes-group-version-kind"].([]any)
		for _, k := range kinds {
			kind := k.(map[string]any)
			text, err := json.Marshal(
				map[string]any{"allOf": []any{map[string]any{"$ref": "#/components/schemas/" + name}}, "components": components},
			)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, schemaFile(kind)), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// schemaFile returns the file name that kubeconform expects; without a group, it has the version instead.
func schemaFile(kind map[string]any) string {
	group := kind["group"]
	if group == "" {
		group = kind["version"]
	}
	return strings.ToLower(fmt.Sprintf("%s-%s-%s.json", kind["kind"], group, kind["version"]))
}

// strict makes a schema and its nested schemas refuse unknown fields, as strict validation does.
func strict(schema any) {
	switch s := schema.(type) {
	case map[string]any:
		_, fields := s["properties"].(map[string]any)
		_, more := s["additionalProperties"]
		if fields && !more && s["x-kubernetes-preserve-unknown-fields"] != true {
			s["additionalProperties"] = false
		}
		for _, inner := range s {
			strict(inner)
		}
	case []any:
		for _, inner := range s {
			strict(inner)
		}
	}
}
