// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTokenise(t *testing.T) {
	t.Parallel()
	got := tokenise(`print("Jay-abc123") # größe 日本語`)
	want := []string{"prin", "t", "(", `"`, "Jay", "-", "abc", "123", `"`, ")", " #", " grö", "ße", " 日", "本語"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func FuzzTokeniseLosesNothing(f *testing.F) {
	for _, seed := range []string{"", " ", "  x", printJay, "日本語 🙂", "\xff\xfe"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tokens := tokenise(text)
		if strings.Join(tokens, "") != text || slices.Contains(tokens, "") {
			t.Errorf("%q becomes %q", text, tokens)
		}
		for _, token := range tokens {
			if utf8.ValidString(text) && !utf8.ValidString(token) {
				t.Errorf("%q cuts a character: %q", text, token)
			}
		}
	})
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for prompt, want := range map[string]string{
		printJay:                       `print("Jay-abc123")`,
		`Please print "a b".`:          `print("a b")`,
		`It PRINTS the text "x", once`: `print("x")`,
		`a blueprint of "x"`:           "def a_blueprint_of(values):\n",
		"":                             "def answer(values):\n",
	} {
		if got := answerTo(prompt); !strings.HasPrefix(got, want) || got != answerTo(prompt) {
			t.Errorf("%q is answered %q", prompt, got)
		}
	}
}

func TestComposeFillsUpExactly(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 10, 11, 64, 500} {
		tokens := compose(Script{Tokens: n}, answerer{}, printJay)
		if len(tokens) != max(n, 10) || strings.Join(tokens[:10], "") != `print("Jay-abc123")` {
			t.Errorf("%d: %d tokens, %q", n, len(tokens), tokens)
		}
	}
}

func TestRest(t *testing.T) {
	t.Parallel()
	tokens := []string{"ab", "cd"}
	for partial, want := range map[string][]string{
		"": {"ab", "cd"}, "a": {"b", "cd"}, "ab": {"cd"}, "abc": {"d"}, "abcd": nil, "x": {"\n", "ab", "cd"},
	} {
		if got := rest(tokens, partial); !slices.Equal(got, want) {
			t.Errorf("after %q: %q, want %q", partial, got, want)
		}
	}
}

// A prompt that is no continuation must not be taken for one.
func TestSplitPromptLeavesPromptsAlone(t *testing.T) {
	t.Parallel()
	whole := func(prompt string) []string { return compose(Script{Tokens: 24}, answerer{}, prompt) }
	for _, prompt := range []string{"Clean it up", "def add(a, b):\n    return", `Explain print("hello")`, "", "word"} {
		if p, partial := splitPrompt(prompt, whole); p != prompt || partial != "" {
			t.Errorf("%q is split into %q and %q", prompt, p, partial)
		}
	}
}
