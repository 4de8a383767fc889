// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenise cuts a text into small tokens, as tokenisers do: a few letters, a few
// digits, or one sign, with the space before it. Joined they are the text again.
func tokenise(text string) []string {
	var tokens []string
	for text != "" {
		n := tokenLength(text)
		tokens = append(tokens, text[:n])
		text = text[n:]
	}
	return tokens
}

// maxTokenBytes ends a token, though not in the middle of a character.
const maxTokenBytes = 4

func tokenLength(text string) int {
	n := 0
	if text[0] == ' ' && len(text) > 1 {
		n = 1
	}
	first, size := utf8.DecodeRuneInString(text[n:])
	n += size
	for n < len(text) && n < maxTokenBytes {
		next, size := utf8.DecodeRuneInString(text[n:])
		if class(next) != class(first) || class(first) == sign {
			break
		}
		n += size
	}
	return n
}

type runeClass int

const (
	sign runeClass = iota
	letter
	digit
)

func class(r rune) runeClass {
	switch {
	case unicode.IsLetter(r):
		return letter
	case unicode.IsDigit(r):
		return digit
	}
	return sign
}

// compose is the whole answer in tokens, padded with lines to at least the given number.
func compose(s Script, a answerer, prompt string) []string {
	a = a.or(honest)
	tokens := tokenise(a.text(s, prompt))
	answer := len(tokens)
	for i := 1; len(tokens) < s.Tokens; i++ {
		tokens = append(tokens, tokenise("\n"+a.line(i))...)
	}
	return tokens[:max(answer, min(len(tokens), s.Tokens))]
}

// rest is what is left of the tokens after the text that is there already. It may
// begin in the middle of a token. A text that this engine would not have written
// is followed by the whole answer, on a new line.
func rest(tokens []string, partial string) []string {
	if partial == "" {
		return tokens
	}
	if !strings.HasPrefix(strings.Join(tokens, ""), partial) {
		return append([]string{"\n"}, tokens...)
	}
	left := len(partial)
	for i, t := range tokens {
		if left < len(t) {
			return append([]string{t[left:]}, tokens[i+1:]...)
		}
		left -= len(t)
	}
	return nil
}

// splitPrompt splits the prompt of a completion that continues a partial answer:
// at the first place where what follows is how the answer to what precedes begins.
func splitPrompt(whole string, compose func(prompt string) []string) (prompt, partial string) {
	for _, opening := range []string{"print(", "def ", "raise "} {
		for at := range openings(whole, opening) {
			answer := strings.Join(compose(whole[:at]), "")
			if strings.HasPrefix(answer, whole[at:]) {
				return whole[:at], whole[at:]
			}
		}
	}
	return whole, ""
}

// openings yields where an answer may begin: at each occurrence of its opening, and
// where a beginning of the opening ends the text. Of that one or two letters do not
// count after another letter: they are rather the end of a word of the prompt.
func openings(text, opening string) func(func(int) bool) {
	return func(yield func(int) bool) {
		for at := 0; at < len(text); at++ {
			whole := strings.HasPrefix(text[at:], opening)
			begun := strings.HasPrefix(opening, text[at:]) && (len(text)-at > 2 || !afterLetter(text, at))
			if (whole || begun) && !yield(at) {
				return
			}
		}
	}
}

func afterLetter(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return unicode.IsLetter(r)
}
