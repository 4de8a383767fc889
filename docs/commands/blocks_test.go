// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package commands_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is the folder of the repository, seen from here.
const root = "../.."

// block is a fenced block of a page.
type block struct {
	page     string
	line     int // of its first line
	language string
	text     string
}

// languages are those that blocks may name. Only sh and console hold commands.
var languages = map[string]bool{
	"sh": true, "console": true, "text": false, "yaml": false, "json": false, "http": false, "python": false, "mermaid": false, "promql": false, "go": false,
}

var fence = regexp.MustCompile("^ *```([a-z]*)$")

// pages are the paths of all texts for people, from the root.
func pages(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, pattern := range []string{"*.md", ".github/*.md", "docs/*.md", "docs/*/*.md", "charts/*/*.md", "config/*.md", "config/*/*.md", "hack/*/*.md"} {
		found, err := fs.Glob(os.DirFS(root), pattern)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, found...)
	}
	if len(paths) < 15 {
		t.Fatalf("only %d pages were found", len(paths))
	}
	return paths
}

// blocksOf are the fenced blocks of a page, from the top down.
func blocksOf(t *testing.T, page string) []block {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		t.Fatal(err)
	}
	var all []block
	var open *block
	for i, line := range strings.Split(string(text), "\n") {
		m := fence.FindStringSubmatch(line)
		switch {
		case m == nil && open != nil:
			open.text += line + "\n"
		case m != nil && open == nil:
			open = &block{page: page, line: i + 2, language: m[1]}
		case m != nil:
			all, open = append(all, *open), nil
		}
	}
	if open != nil {
		t.Errorf("%s:%d: a block is not closed", page, open.line)
	}
	return all
}

// TestBlocksNameTheirLanguage: else nobody could tell what is to be typed from what is to be read.
func TestBlocksNameTheirLanguage(t *testing.T) {
	t.Parallel()
	for _, page := range pages(t) {
		for _, b := range blocksOf(t, page) {
			if _, known := languages[b.language]; !known {
				t.Errorf("%s:%d: a block names the language %q: say sh or console for what is typed, text for what is only read", page, b.line, b.language)
			}
		}
	}
}
