// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prometheus

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// metric is what is known of a metric: its type, and its labels with the values that they had when they were recorded.
// A label without values is one that may have any.
type metric struct {
	kind   string
	labels map[string][]string
}

// exposed are the metrics that can be asked for: those of the records, as Prometheus stores them, and its own ALERTS.
func exposed(t *testing.T) map[string]metric {
	t.Helper()
	all := map[string]metric{}
	for record, monitor := range map[string]string{"operator.txt": "codegen-operator", "gateway.txt": "codegen-gateway"} {
		for line := range strings.Lines(string(read(t, filepath.Join(folder, "testdata", record)))) {
			words := strings.Fields(line)
			store(all, words[0], metric{kind: words[1], labels: labelsOf(words[2:], scraped(t, monitor))})
		}
	}
	if len(all) < 30 {
		t.Fatalf("only %d metrics are recorded", len(all))
	}
	all["ALERTS"] = metric{kind: "gauge", labels: alertLabels(t)}
	return all
}

// store adds a metric under the names that it is stored by: a histogram has three.
func store(all map[string]metric, name string, m metric) {
	if m.kind != "histogram" {
		all[name] = m
		return
	}
	counts := metric{kind: "counter", labels: m.labels}
	buckets := metric{kind: "counter", labels: maps.Clone(m.labels)}
	buckets.labels["le"] = nil
	all[name+"_sum"], all[name+"_count"], all[name+"_bucket"] = counts, counts, buckets
}

func labelsOf(words, target []string) map[string][]string {
	labels := map[string][]string{}
	for _, label := range target {
		labels[label] = nil
	}
	for _, word := range words {
		name, values, valued := strings.Cut(word, "=")
		labels[name] = nil
		if valued {
			labels[name] = strings.Split(values, "|")
		}
	}
	return labels
}

// scraped are the labels that come with the scraping: those that the Prometheus operator sets for a PodMonitor, and
// those of its relabelings.
func scraped(t *testing.T, monitor string) []string {
	t.Helper()
	m, there := monitors(t)[monitor]
	if !there {
		t.Fatalf("there is no PodMonitor %s", monitor)
	}
	labels := []string{"namespace", "pod", "container", "endpoint", "job", "instance"}
	for _, relabeling := range m.Spec.PodMetricsEndpoints[0].RelabelConfigs {
		labels = append(labels, relabeling.TargetLabel)
	}
	return labels
}

// alertLabels are those that ALERTS has for our alerts.
func alertLabels(t *testing.T) map[string][]string {
	t.Helper()
	labels := map[string][]string{"alertstate": {"pending", "firing"}, "alertname": nil, "severity": nil}
	for _, a := range alerts(t) {
		labels["alertname"] = append(labels["alertname"], a.Alert)
		if severity := a.Labels["severity"]; !slices.Contains(labels["severity"], severity) {
			labels["severity"] = append(labels["severity"], severity)
		}
	}
	return labels
}
