// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"regexp"
	"strings"
)

// Placeholder stands for the nonce in prompts and expectations. Every run has a fresh nonce, so that an answer that is cached or
// hard-coded can be recognized.
const Placeholder = "{{nonce}}"

// Output is the result of checking a text.
type Output string

// The outputs.
const (
	// Matched: the text is as expected.
	Matched Output = "Matched"
	// Wrong: the text is not as expected.
	Wrong Output = "Wrong"
	// Fabricated: the text is as expected except for the nonce, which is missing or another one: it was not generated for this run.
	Fabricated Output = "Fabricated"
	// NotChecked: nothing is expected.
	NotChecked Output = "NotChecked"
)

// Expectation says what the generated text must be. One field is set; where more are, the first counts. Each may contain
// {{nonce}}. CRLF counts as LF everywhere.
type Expectation struct {
	// Contains must be in the text as it is.
	Contains string
	// Equals must be the whole text. Leading and trailing white space, and one Markdown code fence (```, with or without a
	// language) around the whole, are dropped on both sides.
	Equals string
	// Matches is an RE2 expression that must match somewhere in the text; ^ and $ anchor it. White space and the code fence
	// around the text are dropped as for Equals. The nonce is taken literally.
	Matches string
}

// Check compares a text with the expectation of a run with this nonce. A Matches that is not a regular expression gives Wrong:
// validation must refuse it before.
//
// A text that does not match is Fabricated if this run's nonce is nowhere in it (in any letter case) and the text would match
// with another word, or none, in the place of the nonce. The separators ('-', '_', ' ' and ':') beside the nonce may then be
// missing as well: of `Jay-{{nonce}}`, "Jay-other", "Jay-" and "Jay" are fabrications. An expectation that is only the nonce
// has no fixed part to recognize, so any other text is Wrong.
func (e Expectation) Check(text, nonce string) Output {
	text = withLF(text)
	switch {
	case e == Expectation{}:
		return NotChecked
	case e.holds(text, nonce):
		return Matched
	case e.isFabricated(text, nonce):
		return Fabricated
	}
	return Wrong
}

func (e Expectation) holds(text, nonce string) bool {
	switch {
	case e.Contains != "":
		return strings.Contains(text, fill(e.Contains, nonce))
	case e.Equals != "":
		return stripped(text) == stripped(fill(e.Equals, nonce))
	default:
		return matches(fill(e.Matches, regexp.QuoteMeta(nonce)), stripped(text))
	}
}

// fill replaces the placeholder by the nonce.
func fill(template, nonce string) string {
	return strings.ReplaceAll(withLF(template), Placeholder, nonce)
}

// matches reports whether the expression matches; one that does not compile matches nothing.
func matches(expression, text string) bool {
	pattern, err := regexp.Compile(expression)
	return err == nil && pattern.MatchString(text)
}
