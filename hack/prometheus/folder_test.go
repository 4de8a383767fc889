// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prometheus

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	monitoringv1 "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// The root of the repository, and the folder that is held to account.
const (
	root   = "../.."
	folder = root + "/config/monitoring"
)

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// decode reads a document into a type of the Prometheus operator: a field that the type does not have is an error.
func decode[T any](t *testing.T, document []byte) T {
	t.Helper()
	var typed T
	if err := yaml.UnmarshalStrict(document, &typed); err != nil {
		t.Fatalf("%v in\n%s", err, document)
	}
	return typed
}

// rule is the PrometheusRule.
func rule(t *testing.T) monitoringv1.PrometheusRule {
	t.Helper()
	return decode[monitoringv1.PrometheusRule](t, read(t, filepath.Join(folder, "prometheusrule.yaml")))
}

// alerts are its rules.
func alerts(t *testing.T) []monitoringv1.Rule {
	t.Helper()
	r := rule(t)
	var all []monitoringv1.Rule
	for _, group := range r.Spec.Groups {
		all = append(all, group.Rules...)
	}
	if len(all) < 10 {
		t.Fatalf("only %d rules", len(all))
	}
	return all
}

// monitors are the PodMonitors, by their names.
func monitors(t *testing.T) map[string]monitoringv1.PodMonitor {
	t.Helper()
	documents := utilyaml.NewYAMLReader(newLines(read(t, filepath.Join(folder, "podmonitors.yaml"))))
	all := map[string]monitoringv1.PodMonitor{}
	for {
		document, err := documents.Read()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		m := decode[monitoringv1.PodMonitor](t, bytes.TrimPrefix(document, []byte("---\n")))
		all[m.Name] = m
	}
}
