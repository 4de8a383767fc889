// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"math/bits"
	"sync"
	"time"
)

// prefill is how long an engine was seen to take to its first chunk, by the size of the request: long prompts take long, on some engines
// longer than the first-chunk budget. It reads no clock.
type prefill struct {
	mu sync.Mutex
	// took is the longest time of late for requests of each power of two, in bytes; guarded by mu.
	took [32]time.Duration
}

const (
	// shortPrompt is the size below which a request is no reason to be slow, in bytes.
	shortPrompt = 8 << 10
	// maxPrefill bounds what is expected of a prompt, however large it is and however slow the engine.
	maxPrefill = time.Minute
	// calming is the part, as a divisor, by which what is expected comes down with each request that is faster.
	calming = 8
)

// measured notes how long a request of a size took to its first chunk, or at least took.
func (p *prefill) measured(size int, took time.Duration) {
	if size < shortPrompt {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	at := &p.took[power(size)]
	if *at += (took - *at) / calming; took > *at {
		*at = took
	}
}

// expect is how long a request of a size may take, by those of its size and smaller; 0: nothing is known that speaks for more than the
// usual. What was seen of requests of half the size counts twice, for prefill takes at least in proportion; smaller ones say nothing.
func (p *prefill) expect(size int) time.Duration {
	if size < shortPrompt {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	n := power(size)
	return min(max(p.took[n], 2*p.took[n-1], 4*p.took[n-2]), maxPrefill)
}

func power(size int) int { return min(bits.Len(uint(size)), len(prefill{}.took)-1) }
