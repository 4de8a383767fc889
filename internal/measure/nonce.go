// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"fmt"
	"io"
	"strings"
)

// A nonce is a word that can be spoken, so that people can compare it in logs and models do not stumble over it: syllables
// of consonant, vowel and, in three of four, a closing consonant. A byte makes a syllable (16 × 4 × 4), and the closing
// consonants are none of the opening ones, so that different bytes always make different words and no letter is doubled.
var (
	openings = [16]string{"b", "d", "f", "g", "h", "j", "k", "m", "p", "s", "sh", "t", "v", "w", "y", "z"}
	vowels   = [4]string{"a", "e", "i", "o"}
	closings = [4]string{"", "l", "n", "r"}
)

// nonceSyllables is the length of a nonce: five bytes are 40 bits, so that a cache of a million answers holds the right one
// with a chance below one in a million.
const nonceSyllables = 5

// Nonce reads 5 bytes of randomness and makes a lower-case word of them, 10 to 20 letters long.
func Nonce(random io.Reader) (string, error) {
	var drawn [nonceSyllables]byte
	if _, err := io.ReadFull(random, drawn[:]); err != nil {
		return "", fmt.Errorf("read randomness for a nonce: %w", err)
	}
	var word strings.Builder
	for _, b := range drawn {
		word.WriteString(openings[b>>4] + vowels[b>>2&3] + closings[b&3])
	}
	return word.String(), nil
}
