// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"strings"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// seamStart is how much of the beginning of an answer may come again by chance, in bytes without white space around.
const seamStart = 4

// seam holds what an engine says first that was asked to continue an answer, until it shows that it does. An engine that ignores the
// request begins the answer again: with the same words, as far as can be told.
type seam struct {
	// text is the answer so far.
	text string
	// held are the characters that have come, and plain is what they stand for.
	held  []byte
	plain string
}

func newSeam(chars []byte) *seam { return &seam{text: protocol.Decoded(chars)} }

// crossing is what is known of the seam.
type crossing int

const (
	undecided crossing = iota
	continues
	repeats // it began again, and repeated all of the text to the letter: what follows goes on with it
	restarts
)

// add takes further characters; last tells whether no more will come.
func (s *seam) add(chars []byte, last bool) crossing {
	s.held = append(s.held, chars...)
	s.plain += protocol.Decoded(chars)
	if strings.HasPrefix(s.plain, s.text) {
		return repeats
	}
	before, now := strings.TrimSpace(s.text), strings.TrimLeft(s.plain, " \t\r\n")
	common := commonPrefix(before, now)
	switch {
	case !last && (strings.HasPrefix(s.text, s.plain) || common == len(now) && common < len(before)):
		return undecided
	case common >= min(seamStart, len(before)) && common > 0:
		return restarts
	}
	return continues
}

// rest are the characters behind the repetition of the text.
func (s *seam) rest() []byte { return protocol.Encoded(s.plain[len(s.text):]) }

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
