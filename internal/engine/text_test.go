// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/internal/redact"
)

func TestCleanText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"control characters become spaces", "a\x00b\x1b[31mc\r\n\td", "a b [31mc d"},
		{"invalid UTF-8 is replaced", "a\xff\xfeb", "a\uFFFDb"},
		{"direction overrides and zero widths go", "ab\u202Ecd\u200Be", "ab cd e"},
		{"it is cut by characters", strings.Repeat("é", 60), strings.Repeat("é", 49) + "…"},
		{"fifty characters fit", strings.Repeat("é", 50), strings.Repeat("é", 50)},
		{"nothing stays nothing", " \n\t ", ""},
	} {
		if got := clean(nil, c.in, 50); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSecretIsHidden(t *testing.T) {
	t.Parallel()
	s := redact.New("p\"ss w/rd+ü\n")
	for _, echo := range []string{
		`the key p"ss w/rd+ü is bad`, `p\"ss w/rd+ü`, `p%22ss+w%2Frd%2B%C3%BC`, `p%22ss%20w%2Frd+%C3%BC`, "p\"ss\x00w/rd+ü", `p\"ss w/rd+\u00fc`,
	} {
		got := clean(s, echo, 200)
		if strings.Contains(got, "w/rd") || strings.Contains(got, "w%2Frd") {
			t.Errorf("%q is said as %q", echo, got)
		}
	}
}

func TestCleanTextIsPrintableAndBounded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.StringMatching(`[!-~]{1,20}`).Draw(t, "key")
		in := string(rapid.SliceOf(rapid.Byte()).Draw(t, "before")) + key + rapid.String().Draw(t, "after")
		got := clean(redact.New(Key(key)), in, 40)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > 40 || strings.ContainsAny(got, "\x00\n\r\x1b") {
			t.Fatalf("%q becomes %q", in, got)
		}
		word := redact.Word
		if left := strings.ReplaceAll(got, word, ""); !strings.Contains(word, key) && strings.Contains(left, key) {
			t.Fatalf("the key %q is left in %q", key, got)
		}
	})
}
