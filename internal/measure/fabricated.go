// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"regexp"
	"strings"
)

const (
	// anyWord stands in the place of the nonce: another word, or nothing. It stops at quotes, so that it does not run out of
	// the string literal that the nonce is in.
	anyWord = "[^\\s\"'`]*"
	// separators may be missing where the nonce is.
	separators = "-_ :"
)

// isFabricated tells whether a text that does not match would do so with another nonce, or none. The second attempt, with
// the separators as they stand, is for a Matches where one of them is syntax: `(?:{{nonce}})`.
func (e Expectation) isFabricated(text, nonce string) bool {
	expression := e.expression()
	if !strings.Contains(expression, Placeholder) || holdsFold(text, nonce) {
		return false
	}
	if e.Contains == "" {
		text = bare(text)
	}
	return recognizes(withAnyWord(loosened(expression)), text) || recognizes(withAnyWord(expression), text)
}

// expression is the expectation as a regular expression, {{nonce}} still in it.
func (e Expectation) expression() string {
	switch {
	case e.Contains != "":
		return quoted(withLF(e.Contains))
	case e.Equals != "":
		return `\A` + quoted(bare(withLF(e.Equals))) + `\z`
	default:
		return withLF(e.Matches)
	}
}

// quoted makes an expression of everything but the placeholder.
func quoted(template string) string {
	return strings.ReplaceAll(regexp.QuoteMeta(template), regexp.QuoteMeta(Placeholder), Placeholder)
}

// recognizes tells whether the expression finds its fixed parts in the text. One that matches the empty text has none.
func recognizes(expression, text string) bool {
	return matches(expression, text) && !matches(expression, "")
}

func withAnyWord(expression string) string {
	return strings.ReplaceAll(expression, Placeholder, anyWord)
}

// loosened makes the separators on both sides of every nonce optional.
func loosened(expression string) string {
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

// optional puts a question mark behind every character; separators are of one byte each.
func optional(separators string) string {
	var expression strings.Builder
	for i := range len(separators) {
		expression.WriteString(separators[i:i+1] + "?")
	}
	return expression.String()
}

// holdsFold tells whether the nonce is in the text, in any letter case: a model that wrote it in capitals did read it.
func holdsFold(text, nonce string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(nonce))
}
