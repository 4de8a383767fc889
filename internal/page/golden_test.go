// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/manifest"
	"github.com/codegen-dev/codegen-operator/internal/page"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// now is the time of the pages: five minutes after the start of the recordings.
var now = time.Date(2026, 11, 1, 12, 5, 0, 0, time.UTC)

// TestPages: each page of every recorded state of an object, and of an object with every field.
func TestPages(t *testing.T) {
	t.Parallel()
	recorded, err := filepath.Glob("../../config/argocd/testdata/*.yaml")
	if err != nil || len(recorded) < 20 {
		t.Fatalf("%d recordings, %v", len(recorded), err)
	}
	for _, path := range append(recorded, "testdata/everything.yaml") {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := read(t, path)
			golden(t, name+".golden", "STATUS\n\n"+page.Status(b, now, page.Colourless)+
				"\nLIST\n\n"+page.List([]*v1alpha1.CodeGenBackend{b}, now, page.Colourless)+
				"\nFLIPS\n\n"+page.Flips(b, now, page.Colourless)+
				"\nREPORT\n\n"+page.Table(page.NewReport(b, page.SourceCluster), page.English, page.Colourless))
		})
	}
}

// TestReports: the table of requirements in each form and language.
func TestReports(t *testing.T) {
	t.Parallel()
	b := read(t, "testdata/everything.yaml")
	for _, l := range page.Languages {
		for name, source := range map[string]page.Source{"cluster": page.SourceCluster, "here": page.SourceLocal} {
			r := page.NewReport(b, source)
			golden(t, "report-"+name+"-"+string(l)+".txt", page.Table(r, l, page.Colourless))
			golden(t, "report-"+name+"-"+string(l)+".md", page.Markdown(r, l))
		}
	}
	text, err := page.JSON([]page.Report{page.NewReport(b, page.SourceCluster)})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "report.json", text)
}

// A local check has a hint for an engine that it cannot reach, in either language; a report from a cluster has none.
func TestHints(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{v1alpha1.EngineNameNotResolved, v1alpha1.EngineAddressForbidden} {
		b := &v1alpha1.CodeGenBackend{
			Status: v1alpha1.CodeGenBackendStatus{Engines: []v1alpha1.EngineStatus{{Name: "vllm", Health: "Unhealthy", Reason: reason}}},
		}
		for _, l := range page.Languages {
			if text := page.Table(page.NewReport(b, page.SourceLocal), l, page.Colourless); !strings.Contains(text, "--vllm-url") {
				t.Errorf("no hint in %s", text)
			}
			if text := page.Table(page.NewReport(b, page.SourceCluster), l, page.Colourless); strings.Contains(text, "--vllm-url") {
				t.Errorf("a hint that is of no use in %s", text)
			}
		}
	}
}

// Colours change nothing but colours, and the message of an engine cannot send commands to a terminal.
func TestColours(t *testing.T) {
	t.Parallel()
	b := read(t, "testdata/everything.yaml")
	bare, painted := page.Status(b, now, page.Colourless), page.Status(b, now, page.Colours)
	if strings.ContainsRune(bare, '\x1b') {
		t.Errorf("an escape came through: %q", bare)
	}
	for _, code := range []string{"\x1b[0m", "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[33m"} {
		if !strings.Contains(painted, code) {
			t.Errorf("%q is never shown", code)
		}
		painted = strings.ReplaceAll(painted, code, "")
	}
	if diff := cmp.Diff(bare, painted); diff != "" {
		t.Error(diff)
	}
}

func read(t *testing.T, path string) *v1alpha1.CodeGenBackend {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b := &v1alpha1.CodeGenBackend{}
	if err := yaml.UnmarshalStrict(text, b); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return b
}

// The object that the pages are tested with is valid.
func TestEverythingIsValid(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/everything.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := manifest.ReadAll(t.Context(), text); err != nil {
		t.Error(err)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}
