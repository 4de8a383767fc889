// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"strings"
	"unicode"

	"github.com/codegen-dev/codegen-operator/internal/redact"
)

const (
	// maxExcerpt bounds what is quoted of an engine's own words, in characters.
	maxExcerpt = 200
	// maxMessage bounds a whole message, in characters.
	maxMessage = 300
)

// clean makes a text from outside fit for people: no secrets, no control characters, at most so many characters. It hides
// before and after tidying, because tidying can put together what was apart, and before cutting, so that no part is left.
func clean(secret *redact.Redactor, text string, runes int) string {
	return tidy(secret.Hide(tidy(secret.Hide(text), len(text))), runes)
}

// tidy turns all that does not print into single spaces, and cuts.
func tidy(text string, runes int) string {
	unprintable := func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}
	words := strings.Fields(strings.Map(unprintable, strings.ToValidUTF8(text, "\uFFFD")))
	return cut(strings.Join(words, " "), runes)
}

func cut(text string, runes int) string {
	if len(text) <= runes {
		return text
	}
	all := []rune(text)
	if len(all) <= runes {
		return text
	}
	return string(all[:max(runes-1, 0)]) + "…"
}
