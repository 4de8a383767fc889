// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"maps"
	"slices"
)

// Keys are API keys by name, kept as digests.
type Keys struct{ entries []entry }

type entry struct {
	name   string
	digest [sha256.Size]byte
}

// NewKeys makes keys from the data of a Secret: names and keys. White space around a key, such as the line feed at the end of a file, is
// dropped, and then an empty key is ignored.
func NewKeys(data map[string][]byte) Keys {
	var k Keys
	for _, name := range slices.Sorted(maps.Keys(data)) { // of two names for one key the first one counts
		if value := bytes.TrimSpace(data[name]); len(value) > 0 {
			k.entries = append(k.entries, entry{name: name, digest: sha256.Sum256(value)})
		}
	}
	return k
}

// Len is how many there are.
func (k Keys) Len() int { return len(k.entries) }

// NameOf is the name of a key that a client presents. How long it takes says nothing about the keys: it compares digests of one length, to
// the last byte, with every one of them.
func (k Keys) NameOf(shown string) (name string, known bool) {
	digest := sha256.Sum256([]byte(shown))
	found := -1
	for i := range slices.Backward(k.entries) {
		found = subtle.ConstantTimeSelect(subtle.ConstantTimeCompare(digest[:], k.entries[i].digest[:]), i, found)
	}
	if found < 0 {
		return "", false
	}
	return k.entries[found].name, true
}
