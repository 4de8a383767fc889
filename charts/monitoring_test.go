// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// monitored returns the objects for Prometheus and Grafana of the chart and of config/monitoring.
func monitored(t *testing.T) (chart, config map[string]*unstructured.Unstructured) {
	t.Helper()
	return objects(t, manifest(t, matrix(t)["monitored"]...)), kustomized(t, "monitoring")
}

// TestAlertsMatchKustomize: the alerts are equal, with Prometheus' templates.
func TestAlertsMatchKustomize(t *testing.T) {
	t.Parallel()
	chart, config := monitored(t)
	const name = "PrometheusRule codegen-operator"
	if difference := cmp.Diff(config[name].Object["spec"], chart[name].Object["spec"]); difference != "" {
		t.Errorf("they differ:\n%s", difference)
	}
}

// TestDashboardsMatchKustomize: the dashboards are identical.
func TestDashboardsMatchKustomize(t *testing.T) {
	t.Parallel()
	rendered, _ := monitored(t)
	files, err := filepath.Glob("../config/monitoring/dashboards/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no dashboards: %v", err)
	}
	shown := map[string]string{}
	for _, o := range rendered {
		if o.GetKind() == "ConfigMap" {
			data, _, _ := unstructured.NestedStringMap(o.Object, "data")
			for file, text := range data {
				shown[file] = text
			}
		}
	}
	for _, file := range files {
		if shown[filepath.Base(file)] != read(t, file) {
			t.Errorf("%s is not as in the chart", file)
		}
	}
	if len(shown) != len(files) {
		t.Errorf("the chart has %d dashboards, and there are %d", len(shown), len(files))
	}
}

// TestMonitorsMatchKustomize: the operator is scraped through its Service and gateways by their Pods, with the same labels.
func TestMonitorsMatchKustomize(t *testing.T) {
	t.Parallel()
	chart, config := monitored(t)
	for ours, theirs := range map[[2]string][2]string{
		{"ServiceMonitor codegen-operator", "endpoints"}:                {"PodMonitor codegen-operator", "podMetricsEndpoints"},
		{"PodMonitor codegen-operator-gateways", "podMetricsEndpoints"}: {"PodMonitor codegen-gateway", "podMetricsEndpoints"},
	} {
		if difference := cmp.Diff(scraped(t, config, theirs), scraped(t, chart, ours)); difference != "" {
			t.Errorf("%s differs from %s:\n%s", ours, theirs, difference)
		}
	}
	const gateways = "PodMonitor codegen-operator-gateways"
	for _, field := range []string{"selector", "namespaceSelector"} {
		got, want := chart[gateways].Object["spec"].(map[string]any)[field], config["PodMonitor codegen-gateway"].Object["spec"].(map[string]any)[field]
		if difference := cmp.Diff(want, got); difference != "" {
			t.Errorf("the %s of gateways differs:\n%s", field, difference)
		}
	}
}

// scraped returns the endpoints of a monitor.
func scraped(t *testing.T, objects map[string]*unstructured.Unstructured, monitor [2]string) []any {
	t.Helper()
	if objects[monitor[0]] == nil {
		t.Fatalf("there is no %s", monitor[0])
	}
	endpoints, _, err := unstructured.NestedSlice(objects[monitor[0]].Object, "spec", monitor[1])
	if err != nil {
		t.Fatal(err)
	}
	return endpoints
}
