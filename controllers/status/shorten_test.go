// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestShorten keeps to the schema's bound, and to whole characters.
func TestShorten(t *testing.T) {
	long := strings.Repeat("é", 3000)
	if got := Shorten(long); utf8.RuneCountInString(got) != longestMessage || !utf8.ValidString(got) {
		t.Errorf("%d characters", utf8.RuneCountInString(got))
	}
	if got := Shorten("short"); got != "short" {
		t.Error(got)
	}
}
