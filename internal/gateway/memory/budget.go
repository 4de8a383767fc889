// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package memory bounds what requests keep in memory together, so that load is refused before the kernel ends the process.
package memory

import "sync"

// Budget is a number of bytes that requests share. The zero Budget has none; a nil one has no bound.
type Budget struct {
	most int64

	mu    sync.Mutex // guards what follows
	used  int64
	byKey map[string]int64
}

// New makes a budget of so many bytes.
func New(most int64) *Budget { return &Budget{most: most, byKey: map[string]int64{}} }

// Used is how many bytes are taken.
func (b *Budget) Used() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.used
}

// take takes bytes for a key, of which at most share are its own; it takes nothing where that is too much.
func (b *Budget) take(key string, n, share int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n > b.most-b.used || n > share-b.byKey[key] {
		return false
	}
	b.used += n
	b.byKey[key] += n
	return true
}

// give gives back what was taken for a key.
func (b *Budget) give(key string, n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used -= n
	if b.byKey[key] -= n; b.byKey[key] == 0 {
		delete(b.byKey, key)
	}
}

// shareOf is how much one of several keys may take: half, so that it cannot keep all others out.
func (b *Budget) shareOf(keys int) int64 {
	if keys > 1 {
		return b.most / 2
	}
	return b.most
}
