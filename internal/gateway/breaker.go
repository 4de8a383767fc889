// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"slices"
	"sync"
	"time"
)

// Breaker says when an engine gets no requests for a while, so that requests do not each wait for a dead engine.
type Breaker struct {
	// Failures is how many in a row open it; 0: 3. The same request counts once.
	Failures int
	// Pause is how long it stays open at the most before one request is let through as a trial; 0: 5 s. Where failures come quickly, trials
	// cost little, and it is a tenth of that.
	Pause time.Duration
}

func (b Breaker) withDefaults() Breaker {
	if b.Failures <= 0 {
		b.Failures = 3
	}
	if b.Pause <= 0 {
		b.Pause = 5 * time.Second
	}
	return b
}

// The states of a breaker, as the metrics have them.
const (
	stateClosed   = "closed"
	stateHalfOpen = "half-open"
	stateOpen     = "open"
)

// overlap is for how long a sign of life speaks for an engine: a failure of a request that was sent within this time after the engine last
// generated something for another one is not counted. An engine that dies is so found out a second later.
const overlap = time.Second

// breaker counts the failures of one engine. It reads no clock.
type breaker struct {
	settings Breaker
	// changed is called with each new state, under the lock.
	changed func(state string)

	mu    sync.Mutex // guards what follows
	state string
	// failed are the requests that failed in a row, by their digest.
	failed []uint64
	// retryAt is when an open breaker lets a request through.
	retryAt time.Time
	// trial: the request that was let through has no outcome yet.
	trial bool
	// served is when the engine last generated something.
	served time.Time
}

func newBreaker(b Breaker, changed func(state string)) *breaker {
	return &breaker{settings: b, changed: changed, state: stateClosed}
}

// allow tells whether a request may be sent. Its outcome must be reported: served, blamed or released.
func (b *breaker) allow(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.state == stateOpen && !now.Before(b.retryAt) {
		b.become(stateHalfOpen)
	}
	switch {
	case b.state == stateClosed:
		return true
	case b.state == stateOpen || b.trial:
		return false
	}
	b.trial = true
	return true
}

// alive notes that the engine generated something, for whichever request.
func (b *breaker) alive(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed, b.trial, b.served = b.failed[:0], false, now
	b.become(stateClosed)
}

// incident is one failure of an engine.
type incident struct {
	// request is a digest of the request.
	request uint64
	// began is when the engine was asked, and took how long the failure took to show.
	began time.Time
	took  time.Duration
}

// blame counts a failure.
func (b *breaker) blame(i incident, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.state == stateHalfOpen && b.trial:
		b.open(i, now)
		return
	case b.state != stateClosed, i.began.Before(b.served.Add(overlap)), slices.Contains(b.failed, i.request):
		return
	}
	if b.failed = append(b.failed, i.request); len(b.failed) >= b.settings.Failures {
		b.open(i, now)
	}
}

// open closes the engine to requests: the longer a failure takes, the later the next trial comes.
func (b *breaker) open(i incident, now time.Time) {
	b.failed, b.trial = b.failed[:0], false
	b.retryAt = now.Add(min(max(b.settings.Pause/10, 2*i.took), b.settings.Pause))
	b.become(stateOpen)
}

// maxHung is how long an engine that hangs is left alone at the most.
const maxHung = 10 * time.Minute

// hang opens the breaker until the engine generates something.
func (b *breaker) hang(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed, b.trial = b.failed[:0], false
	b.retryAt = now.Add(maxHung)
	b.become(stateOpen)
}

// release takes a request back whose outcome says nothing about the engine.
func (b *breaker) release() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trial = false
}

// servesOthers tells whether nothing speaks against the engine: its last outcome was a success, not long ago.
func (b *breaker) servesOthers(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state == stateClosed && len(b.failed) == 0 && now.Sub(b.served) < time.Minute
}

// opensIn is how long it will be until requests are let through again; 0: they are, or the outcome of a trial decides.
func (b *breaker) opensIn(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.state != stateOpen {
		return 0
	}
	return max(b.retryAt.Sub(now), 0)
}

// isOpen tells whether requests are kept from the engine.
func (b *breaker) isOpen() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state == stateOpen
}

// servedSince tells whether the engine generated something after a moment.
func (b *breaker) servedSince(at time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.served.After(at)
}

func (b *breaker) become(state string) {
	if b.state != state {
		b.state = state
		b.changed(state)
	}
}
