// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package docs_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/controllers/metrics"
)

const sample = "config/samples/serving_v1alpha1_codegenbackend.yaml"

// TestSample: the object in the README is a part of the sample.
func TestSample(t *testing.T) {
	t.Parallel()
	_, rest, _ := strings.Cut(read(t, "README.md"), "```yaml\n")
	shown, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("README.md shows no object")
	}
	var part, whole any
	for text, into := range map[string]*any{shown: &part, read(t, sample): &whole} {
		if err := yaml.UnmarshalStrict([]byte(text), into); err != nil {
			t.Fatal(err)
		}
	}
	if odd := beyond(part, whole, "object"); odd != "" {
		t.Errorf("README.md has %s, and %s does not", odd, sample)
	}
}

// beyond is a path at which a part has what the whole has not; empty: there is none. Lists may have fewer entries.
func beyond(part, whole any, path string) string {
	switch part := part.(type) {
	case map[string]any:
		whole, _ := whole.(map[string]any)
		for key, value := range part {
			if _, there := whole[key]; !there {
				return path + "." + key
			}
			if odd := beyond(value, whole[key], path+"."+key); odd != "" {
				return odd
			}
		}
	case []any:
		whole, _ := whole.([]any)
		for i, value := range part {
			if !slices.ContainsFunc(whole, func(w any) bool { return beyond(value, w, "") == "" }) {
				return fmt.Sprintf("%s[%d]", path, i)
			}
		}
	default:
		if part != whole {
			return fmt.Sprintf("%s: %v", path, part)
		}
	}
	return ""
}

var (
	column = regexp.MustCompile(`printcolumn:name="([^"]+)"`)
	cell   = regexp.MustCompile(`(?m)^\| ([A-Z]+) \|`)
	flag   = regexp.MustCompile(`--[a-z][a-z-]+`)
	metric = regexp.MustCompile(`fqName: "([^"]+)"`)
	// defined is a flag as source code defines it.
	defined = regexp.MustCompile(`Var\(&[\w.]+, "([a-z-]+)"`)
)

// wordLimit is the most words that README.md may have, so that it stays a first page.
const wordLimit = 900

// TestReadmeIsShort: README.md stays within its limit of words.
func TestReadmeIsShort(t *testing.T) {
	t.Parallel()
	if n := len(strings.Fields(read(t, "README.md"))); n > wordLimit {
		t.Errorf("README.md has %d words, and at most %d are allowed: move details to a page in docs", n, wordLimit)
	}
}

const (
	statusPage  = "docs/reference/status.md"
	flagsPage   = "docs/reference/flags.md"
	metricsPage = "docs/reference/metrics.md"
)

// TestColumns: the page on the status explains the columns of kubectl get, in their order.
func TestColumns(t *testing.T) {
	t.Parallel()
	var want, got []string
	for _, m := range column.FindAllStringSubmatch(read(t, "api/v1alpha1/codegenbackend_types.go"), -1) {
		want = append(want, strings.ToUpper(m[1]))
	}
	for _, m := range cell.FindAllStringSubmatch(section(read(t, statusPage), "Columns"), -1) {
		got = append(got, m[1])
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s explains the columns %v, and kubectl prints %v", statusPage, got, want)
	}
}

// TestFlags: the page on flags has a row for each flag of the operator, in their order.
func TestFlags(t *testing.T) {
	t.Parallel()
	_, usage, _ := strings.Cut(app.Usage(), "Flags:")
	usage, _, _ = strings.Cut(usage, "\nEach flag")
	want := flag.FindAllString(usage, -1)
	if got := named(section(read(t, flagsPage), "codegen-operator")); !slices.Equal(got, want) {
		t.Errorf("%s has rows for the flags %v, and the operator has %v", flagsPage, got, want)
	}
}

// TestSimulatorFlags: the page on flags has a row for each flag of the simulator, in their order.
func TestSimulatorFlags(t *testing.T) {
	t.Parallel()
	var want []string
	for _, m := range defined.FindAllStringSubmatch(read(t, "cmd/vllm-sim/flags.go"), -1) {
		want = append(want, "--"+m[1])
	}
	if got := named(section(read(t, flagsPage), "vllm-sim")); !slices.Equal(got, want) {
		t.Errorf("%s has rows for the flags %v, and the simulator has %v", flagsPage, got, want)
	}
}

// TestMetrics: the page on metrics has a row for each metric of the operator, and for no other.
func TestMetrics(t *testing.T) {
	t.Parallel()
	var names listing
	metrics.New(&names)
	rows := named(section(read(t, metricsPage), "codegen-operator"))
	for _, name := range names {
		if !slices.Contains(rows, name) {
			t.Errorf("%s has no row for the metric %s", metricsPage, name)
		}
	}
	for _, row := range rows {
		if !slices.Contains(names, row) {
			t.Errorf("%s has a row for %s, and there is no such metric", metricsPage, row)
		}
	}
}

// listing is a registry that records names of metrics.
type listing []string

func (l *listing) Register(c prometheus.Collector) error {
	described := make(chan *prometheus.Desc, 16)
	c.Describe(described)
	close(described)
	for d := range described {
		*l = append(*l, metric.FindStringSubmatch(d.String())[1])
	}
	return nil
}

func (l *listing) MustRegister(all ...prometheus.Collector) {
	for _, c := range all {
		_ = l.Register(c)
	}
}

func (l *listing) Unregister(prometheus.Collector) bool { return false }
