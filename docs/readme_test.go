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
	"github.com/codegen-dev/codegen-operator/controllers"
)

const sample = "config/samples/serving_v1alpha1_codegenbackend.yaml"

// TestSample: the object that the README shows is a part of the sample, so that it says nothing which the sample does not.
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
		t.Errorf("README.md shows %s, and %s does not", odd, sample)
	}
}

// beyond is where a part says something that the whole does not; empty: nowhere. The entries of a list may be fewer.
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
)

// TestColumns: the README explains the columns of kubectl get, in their order.
func TestColumns(t *testing.T) {
	t.Parallel()
	var want, got []string
	for _, m := range column.FindAllStringSubmatch(read(t, "api/v1alpha1/codegenbackend_types.go"), -1) {
		want = append(want, strings.ToUpper(m[1]))
	}
	for _, m := range cell.FindAllStringSubmatch(section(read(t, "README.md"), "Read it"), -1) {
		got = append(got, m[1])
	}
	if !slices.Equal(got, want) {
		t.Errorf("README.md explains the columns %v, and kubectl prints %v", got, want)
	}
}

// TestFlags: the README has a row for each flag of the operator, in their order.
func TestFlags(t *testing.T) {
	t.Parallel()
	_, usage, _ := strings.Cut(app.Usage(), "Flags:")
	usage, _, _ = strings.Cut(usage, "\nEach flag")
	want := flag.FindAllString(usage, -1)
	got := slices.DeleteFunc(named(read(t, "README.md")), func(word string) bool { return !strings.HasPrefix(word, "--") })
	if !slices.Equal(got, want) {
		t.Errorf("README.md has rows for the flags %v, and the operator has %v", got, want)
	}
}

// TestMetrics: the README has a row for each metric of ours.
func TestMetrics(t *testing.T) {
	t.Parallel()
	var names listing
	controllers.NewMetrics(&names)
	rows := named(read(t, "README.md"))
	for _, name := range names {
		if !slices.Contains(rows, name) {
			t.Errorf("README.md has no row for the metric %s", name)
		}
	}
	for _, row := range rows {
		if strings.HasPrefix(row, "codegen_") && !slices.Contains(names, row) {
			t.Errorf("README.md has a row for %s, and there is no such metric", row)
		}
	}
}

// listing is a registry that only notes what is registered.
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
