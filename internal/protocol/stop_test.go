// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "testing"

// TestATextStopsWhereverItIsSplit: a stop string ends the text however the engine splits and escapes it, and text without one is told in
// full.
func TestATextStopsWhereverItIsSplit(t *testing.T) {
	for _, c := range []struct {
		stops      []string
		text, want string // characters
		stopped    bool
	}{
		{stops: []string{"END"}, text: `abcENDxyz`, want: "abc", stopped: true},
		{stops: []string{"END"}, text: `abcENxyzEN`, want: "abcENxyzEN"},
		{stops: []string{"END", "cE"}, text: `abcENDxyz`, want: "ab", stopped: true},
		{stops: []string{"\n\n"}, text: `a\nb\n\nc`, want: "a\nb", stopped: true},
		{stops: []string{"n"}, text: `a\\b\nc\u006ed`, want: "a\\b\nc", stopped: true},
		{stops: []string{"é"}, text: `a\u00e9b`, want: "a", stopped: true},
		{stops: []string{"é"}, text: `a\ud83d\ude42b`, want: "a🙂b"},
		{stops: []string{"🙂"}, text: `a\ud83d\ude42b`, want: "a", stopped: true},
		{stops: []string{"x"}, text: `a\\ud83d`, want: `a\ud83d`},
		{stops: []string{"aab"}, text: `aaaab`, want: "aa", stopped: true},
	} {
		for size := 1; size <= len(c.text); size++ {
			got, stopped := stopInPieces(&Stopper{stops: c.stops}, c.text, size)
			if got != c.want || stopped != c.stopped {
				t.Errorf("stops %q, %s in pieces of %d: %q, stopped %t; want %q", c.stops, c.text, size, got, stopped, c.want)
			}
		}
	}
}

// stopInPieces cuts a text that comes in events of at least so many characters each; no event ends within an escape.
func stopInPieces(s *Stopper, chars string, size int) (text string, stopped bool) {
	for from := 0; from < len(chars); {
		to := from
		for to < len(chars) && to-from < size {
			to += escapeLength(chars[to:])
		}
		told, over := s.Cut([]byte(chars[from:to]))
		text += decoded(told)
		if over {
			return text, true
		}
		from = to
	}
	return text + decoded(s.Rest()), false
}

func escapeLength(chars string) int {
	switch {
	case len(chars) > 1 && chars[0] == '\\' && chars[1] == 'u':
		return len(`\u0000`)
	case chars[0] == '\\':
		return 2
	}
	return 1
}
