// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"maps"
	"sync"
	"time"
)

// tokenCounter counts generated tokens per model, as vllm:generation_tokens_total does.
type tokenCounter struct {
	mu     sync.Mutex // guards what follows
	tokens map[string]int
	moved  time.Time // when it last moved by itself
}

func newTokenCounter() *tokenCounter {
	return &tokenCounter{tokens: map[string]int{}, moved: time.Now()}
}

func (t *tokenCounter) add(model string, tokens int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tokens[model] += tokens
}

// drift adds what others would have been served since the last read: one token per
// interval, and at least one, so that two reads in a row always differ.
func (t *tokenCounter) drift(model string, since time.Time, interval time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if since.After(t.moved) {
		t.moved = since
	}
	t.tokens[model] += 1 + int(now.Sub(t.moved)/max(interval, time.Millisecond))
	t.moved = now
}

func (t *tokenCounter) read() map[string]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.tokens)
}
