// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package monitoring_test

import (
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/codegen-dev/codegen-operator/test/timing"
)

// ours matches the names of metrics that are recorded, without those of the Go runtime and of clients.
var ours = []string{"codegen_", "controller_runtime_"}

// open are the labels whose values are not recorded, because users choose them or there are many.
var open = []string{"namespace", "name", "canary", "key", "model", "reason", "le", "version", "revision", "go_version"}

// exposed has the exposed metrics: by name and type, the labels with their values.
type exposed map[string]map[string]map[string]bool

// add adds the metrics of a page.
func (s exposed) add(t *testing.T, page string) {
	t.Helper()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(page))
	if err != nil {
		t.Fatalf("%v in\n%s", err, page)
	}
	for name, f := range families {
		if !slices.ContainsFunc(ours, func(begin string) bool { return strings.HasPrefix(name, begin) }) {
			continue
		}
		labels := s.of(name + " " + strings.ToLower(f.GetType().String()))
		for _, one := range f.GetMetric() {
			for _, label := range one.GetLabel() {
				note(labels, label.GetName(), label.GetValue())
			}
		}
	}
}

func (s exposed) of(metric string) map[string]map[string]bool {
	if s[metric] == nil {
		s[metric] = map[string]map[string]bool{}
	}
	return s[metric]
}

func note(labels map[string]map[string]bool, name, value string) {
	if labels[name] == nil {
		labels[name] = map[string]bool{}
	}
	if !slices.Contains(open, name) {
		labels[name][value] = true
	}
}

// String returns a line for each metric: its name, its type, and its labels with their values.
func (s exposed) String() string {
	var page strings.Builder
	for _, metric := range slices.Sorted(maps.Keys(s)) {
		page.WriteString(metric)
		for _, label := range slices.Sorted(maps.Keys(s[metric])) {
			page.WriteString(" " + label)
			if values := slices.Sorted(maps.Keys(s[metric][label])); len(values) > 0 {
				page.WriteString("=" + strings.Join(values, "|"))
			}
		}
		page.WriteString("\n")
	}
	return page.String()
}

// recorded waits until every metric of the record was exposed, and fails if another one was.
func recorded(t *testing.T, name string, s exposed, scrape func()) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		scrape()
		if err := os.WriteFile(path, []byte(s.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	record, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	timing.Until(t, "what is exposed to be what "+path+" holds (-update writes it again):\n"+string(record), func() (bool, string) {
		scrape()
		return s.String() == string(record), s.String()
	})
}

func get(t *testing.T, url string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	must(t, err)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "# " + err.Error()
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	must(t, err)
	return string(body)
}

// freePort returns a free loopback address.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return l.Addr().String()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
