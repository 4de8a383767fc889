// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"regexp"
	"strings"
)

const (
	// anyWord replaces the nonce: another word, or nothing. It stops at quotes, so that it stays inside the string literal that
	// the nonce is in.
	anyWord = "[^\\s\"'`]*"
	// separators may be missing where the nonce is.
	separators = "-_ :"
)

// isFabricated reports whether a text that does not match would match with another nonce, or none. The second attempt, with
// the separators unchanged, is for a Matches where one of them is syntax: `(?:{{nonce}})`.
func (e Expectation) isFabricated(text, nonce string) bool {
	expression := e.expression()
	if !strings.Contains(expression, Placeholder) || containsFold(text, nonce) {
		return false
	}
	if e.Contains == "" {
		text = stripped(text)
	}
	return recognizes(withAnyWord(withOptionalSeparators(expression)), text) || recognizes(withAnyWord(expression), text)
}

// expression is the expectation as a regular expression that still contains {{nonce}}.
func (e Expectation) expression() string {
	switch {
	case e.Contains != "":
		return quoted(withLF(e.Contains))
	case e.Equals != "":
		return `\A` + quoted(stripped(withLF(e.Equals))) + `\z`
	default:
		return withLF(e.Matches)
	}
}

// quoted quotes everything but the placeholder.
func quoted(template string) string {
	return strings.ReplaceAll(regexp.QuoteMeta(template), regexp.QuoteMeta(Placeholder), Placeholder)
}

// recognizes reports whether the expression finds its fixed parts in the text. One that matches the empty text has none.
func recognizes(expression, text string) bool {
	return matches(expression, text) && !matches(expression, "")
}

func withAnyWord(expression string) string {
	return strings.ReplaceAll(expression, Placeholder, anyWord)
}

// withOptionalSeparators makes the separators on both sides of every nonce optional.
func withOptionalSeparators(expression string) string {
	parts := strings.Split(expression, Placeholder)
	for i, part := range parts {
		head := strings.TrimRight(part, separators)
		if i < len(parts)-1 {
			part = head + optional(part[len(head):])
		}
		tail := strings.TrimLeft(part, separators)
		if i > 0 {
			part = optional(part[:len(part)-len(tail)]) + tail
		}
		parts[i] = part
	}
	return strings.Join(parts, Placeholder)
}

// optional puts a question mark behind every character; each separator is one byte.
func optional(separators string) string {
	var expression strings.Builder
	for i := range len(separators) {
		expression.WriteString(separators[i:i+1] + "?")
	}
	return expression.String()
}

// containsFold reports whether the nonce is in the text, in any letter case: a model that wrote it in capitals did read it.
func containsFold(text, nonce string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(nonce))
}
