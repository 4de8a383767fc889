// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package docs_test

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// width is the most columns of a line of prose.
const width = 120

// generated is the page that make reference writes.
const generated = "docs/reference/api.md"

// TestProseIsWrapped: no line of prose is wider than the limit. Tables, code, headings and images cannot be wrapped, and
// neither can a single long word, such as a link.
func TestProseIsWrapped(t *testing.T) {
	t.Parallel()
	for path, text := range pages(t) {
		if path == generated {
			continue
		}
		for n, line := range prose(text) {
			if utf8.RuneCountInString(line) > width && strings.Contains(line[:width], " ") && wraps(line) {
				t.Errorf("%s:%d: the line has more than %d columns: wrap it", path, n, width)
			}
		}
	}
}

// prose are the lines of a page outside of code, by their number.
func prose(text string) map[int]string {
	lines, code, n := map[int]string{}, false, 0
	for line := range strings.Lines(text) {
		n++
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			code = !code
		} else if !code {
			lines[n] = strings.TrimSuffix(line, "\n")
		}
	}
	return lines
}

// wraps tells whether a line can be wrapped without a change of its meaning.
func wraps(line string) bool {
	for _, start := range []string{"|", "#", "![", "<", "    "} {
		if strings.HasPrefix(line, start) {
			return false
		}
	}
	return strings.Contains(strings.TrimLeft(line, " -*0123456789."), " ")
}
