// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package docs_test compares the documentation with the code.
package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is the folder of the repository, seen from here.
const root = ".."

// pages are the Markdown files, by their path from the root.
func pages(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		paths, err := fs.Glob(os.DirFS(root), pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			found[path] = read(t, path)
		}
	}
	if found["README.md"] == "" {
		t.Fatal("README.md was not found")
	}
	return found
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// section is the text under a heading, up to the next one.
func section(page, heading string) string {
	_, rest, _ := strings.Cut(page, "\n## "+heading+"\n")
	body, _, _ := strings.Cut(rest, "\n## ")
	return body
}

var firstCell = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")

// named are the code words in the first cells of a section's tables.
func named(body string) []string {
	var words []string
	for _, m := range firstCell.FindAllStringSubmatch(body, -1) {
		words = append(words, m[1])
	}
	return words
}
