// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"regexp"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/measure"
)

var pronounceable = regexp.MustCompile(`^(?:(?:[bdfghjkmpstvwyz]|sh)[aeio][lnr]?){5}$`)

func TestNonce(t *testing.T) {
	for _, tt := range []struct {
		drawn []byte
		want  string
	}{
		{[]byte{0x00, 0x00, 0x00, 0x00, 0x00}, "bababababa"},
		// f = 1111 11 11: z, o, r; a = 1010 10 10: sh, i, n; 5 = 0101 01 01: j, e, l.
		{[]byte{0xff, 0xaa, 0x55, 0x00, 0xff}, "zorshinjelbazor"},
	} {
		got, err := measure.Nonce(bytes.NewReader(tt.drawn))
		if err != nil || got != tt.want {
			t.Errorf("Nonce(%x) = %q, %v, want %q", tt.drawn, got, err, tt.want)
		}
	}
}

func TestNonceOfShortRandomness(t *testing.T) {
	if _, err := measure.Nonce(bytes.NewReader([]byte{1, 2})); err == nil {
		t.Error("Nonce of two bytes gave no error")
	}
	if _, err := measure.Nonce(io.MultiReader()); err == nil {
		t.Error("Nonce of nothing gave no error")
	}
}

// TestNonceIsOneToOne: the 256 syllables differ and parse in one way only, so that no bit of randomness is lost.
func TestNonceIsOneToOne(t *testing.T) {
	random := rand.NewChaCha8([32]byte{})
	seen := map[string]bool{}
	for range 50_000 {
		word, err := measure.Nonce(random)
		if err != nil {
			t.Fatal(err)
		}
		if !pronounceable.MatchString(word) {
			t.Fatalf("%q cannot be pronounceable", word)
		}
		if seen[word] {
			t.Fatalf("%q came twice", word)
		}
		seen[word] = true
	}
}
