// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit

import "sync"

// budget bounds what the bodies of all requests take together, in bytes. They count as they are read, until their request ends: an
// engine that dies is replaced by another one, which gets the body once more.
type budget struct {
	most int64

	mu    sync.Mutex // guards what follows
	used  int64
	byKey map[string]int64
}

func newBudget(most int64) *budget { return &budget{most: most, byKey: map[string]int64{}} }

// take takes bytes for a key, of which at most share are its own; it takes nothing where that is too much.
func (b *budget) take(key string, n, share int64) bool {
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
func (b *budget) give(key string, n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used -= n
	if b.byKey[key] -= n; b.byKey[key] == 0 {
		delete(b.byKey, key)
	}
}

// shareOf is how much one of several keys may take: half, so that it cannot keep all others out.
func (b *budget) shareOf(keys int) int64 {
	if keys > 1 {
		return b.most / 2
	}
	return b.most
}
