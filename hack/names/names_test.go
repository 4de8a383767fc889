// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const rules = `
# A comment, and an empty line before it.
identifier: \bgizmos?\b => widget
identifier in lib/: ^type box$ => container
file: (^|/)gizmo\.go$ => widget.go
phrase: (?i)\bold words\b => new words
skip: ^history/
`

const source = `package gizmo

type oldGizmo struct{ gizmos, box int }

type box int

func (g oldGizmo) Gizmo() { gizmo := "gizmo"; _ = gizmo } // gizmo

func gizmology() {}
`

func TestFindings(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		path, text string
		want       string
	}{
		"identifiers, and neither comments nor strings": {"a.go", source, `a.go:1: found "package gizmo", use widget
a.go:3: found "field gizmos", use widget
a.go:3: found "type oldGizmo", use widget
a.go:7: found "local gizmo", use widget
a.go:7: found "method Gizmo", use widget`},
		"a pattern for one folder": {"lib/a.go", "package lib\n\ntype box int\n", `lib/a.go:3: found "type box", use container`},
		"a file's name":            {"x/gizmo.go", "package x\n", `x/gizmo.go:1: found "x/gizmo.go", use widget.go`},
		"a phrase":                 {"a.md", "new\nOld words\n", `a.md:2: found "Old words", use new words`},
		"a phrase that wraps":      {"a.go", "package a\n\n// the old\n// words\n", "a.go:3: found \"old\\n// words\", use new words"},
		"a path that is skipped":   {"history/gizmo.go", "old words", ""},
		"a binary file":            {"a.png", "old words\x00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all, err := parsePatterns(rules)
			if err != nil {
				t.Fatal(err)
			}
			found, err := all.checkFile(test.path, test.text)
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			for _, f := range found {
				lines = append(lines, f.String())
			}
			if got := strings.Join(lines, "\n"); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestPatternsAreChecked(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"word: x => y", "phrase: ( => y", "phrase x"} {
		if _, err := parsePatterns(text); err == nil || !strings.HasPrefix(err.Error(), "line 1: ") {
			t.Errorf("%q gives %v", text, err)
		}
	}
}

// TestTheProjectsPatterns: patterns.txt can be read.
func TestTheProjectsPatterns(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("patterns.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parsePatterns(string(text)); err != nil {
		t.Error(err)
	}
}

// TestTrackedFiles: files that git tracks are checked, and others are not.
func TestTrackedFiles(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for name, text := range map[string]string{patternsFile: "phrase: old => new\nskip: patterns", "a.md": "old", "b.md": "old"} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"init", "--quiet"}, {"add", "a.md", patternsFile}} {
		if out, err := exec.CommandContext(t.Context(), "git", append([]string{"-C", root}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	found, err := check(t.Context(), root)
	if err != nil || len(found) != 1 || found[0].path != "a.md" {
		t.Errorf("found %v, %v", found, err)
	}
}
