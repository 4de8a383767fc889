// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// cross plays texts across a seam, and tells what the client gets of them.
func cross(text string, parts []string) (got string, ok bool) {
	s := newSeam(protocol.Encoded(text))
	for i, part := range parts {
		switch s.add(protocol.Encoded(part), i == len(parts)-1) {
		case undecided:
		case restarts:
			return "", false
		case repeats:
			return protocol.Decoded(s.rest()) + strings.Join(parts[i+1:], ""), true
		case continues:
			return protocol.Decoded(s.held) + strings.Join(parts[i+1:], ""), true
		}
	}
	return "undecided", false
}

func TestSeams(t *testing.T) {
	for _, c := range []struct {
		text, next string
		ok         bool
		want       string
	}{
		{"func a() {", " return }", true, " return }"},
		{"func a() {", "func a() { return }", true, " return }"},
		{"func a() {", "func b() { return }", false, ""},
		{"func a() {", " func a() { return }", false, ""},
		{"func a() {", "\n\n", true, "\n\n"},
		{"func a() {", "", true, ""},
		{"func a() {", "fu", true, "fu"},
		{"func a() {", "func", false, ""},
		{"a", "ab", true, "b"},
		{"a", "b", true, "b"},
		{"größe \"x\"\n", "größe \"x\"\n+", true, "+"},
		{"größe \"x\"\n", "größe 7", false, ""},
		{"", "x", true, "x"}, {" \n", "x", true, "x"},
	} {
		if got, ok := cross(c.text, []string{c.next}); ok != c.ok || got != c.want && ok {
			t.Errorf("%q and then %q: %q, %t", c.text, c.next, got, ok)
		}
	}
}

// TestASeamLosesNothing: however the text is cut into events, the client gets what follows the text, or an error where the answer begins
// again with other words behind its beginning.
func TestASeamLosesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringN(1, 40, -1).Draw(rt, "text")
		rest := rapid.StringN(0, 40, -1).Draw(rt, "rest")
		again := rapid.Bool().Draw(rt, "again")
		next := rest
		if again {
			next = text + rest
		}
		var parts []string
		for left := next; left != ""; {
			runes := []rune(left)
			n := rapid.IntRange(1, len(runes)).Draw(rt, "cut")
			parts = append(parts, string(runes[:n]))
			left = string(runes[n:])
		}
		got, ok := cross(text, append(parts, ""))
		if again && (!ok || got != rest) {
			rt.Fatalf("it repeated the text, and the client gets %q, %t", got, ok)
		}
		if !again && ok && got != rest && text+got != rest {
			rt.Fatalf("the client gets %q", got)
		}
	})
}
