// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
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

// secret knows what must not be said.
type secret struct {
	// forms are how it may be written.
	forms []string
	// longest is the length of the longest form, in bytes.
	longest int
}

// newSecret collects the forms in which an engine may echo a key: as it is, and escaped.
func newSecret(k Key) *secret {
	value := strings.TrimSpace(k.Reveal())
	if value == "" {
		return nil
	}
	marshalled, _ := json.Marshal(value) // a string can always be marshalled
	forms := []string{value, url.QueryEscape(value), url.PathEscape(value)}
	for _, quoted := range []string{string(marshalled), strconv.Quote(value), strconv.QuoteToASCII(value)} {
		forms = append(forms, quoted[1:len(quoted)-1])
	}
	// The longest first: what is left of a form after a shorter one was hidden in it would not be found any more.
	slices.SortFunc(forms, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	return &secret{forms: slices.Compact(forms), longest: len(forms[0])}
}

// hide replaces every form of the secret; a nil secret has none.
func (s *secret) hide(text string) string {
	if s == nil {
		return text
	}
	for _, form := range s.forms {
		text = strings.ReplaceAll(text, form, redact.Word)
	}
	return text
}

// clean makes a text from outside fit for people: no secrets, no control characters, at most so many characters. It hides
// before and after tidying, because tidying can put together what was apart, and before cutting, so that no part is left.
func (s *secret) clean(text string, runes int) string {
	return tidy(s.hide(tidy(s.hide(text), len(text))), runes)
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
