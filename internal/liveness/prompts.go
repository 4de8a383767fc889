// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package liveness

import (
	"sync/atomic"
	"time"
)

// slowest is how many bytes of a prompt an engine processes in a second at the least: about a thousand tokens. Engines are faster, so that
// a prompt rather explains too much of a silence than too little.
const slowest = 4 << 10

// prompts are those that the engine was sent and that may keep it from generating.
type prompts struct {
	waiting int
	// first is when the first of those was sent that came after the last sign of life. unseen: the end of some of them does not show.
	first  time.Time
	unseen bool
	// until is when all of them must have been processed, at the slowest pace.
	until time.Time
	// shared is until, in nanoseconds, for those who do not hold the caller's lock.
	shared atomic.Int64
}

func (p *prompts) set(until time.Time) {
	p.until = until
	p.shared.Store(until.UnixNano())
}

// together is the time within which prompts may come that are processed together, after a pause for one.
const together = time.Second

// sent notes a prompt of so many bytes; shows tells whether the answer shows when it is processed, and last is when the engine last showed
// life. Prompts are processed in turn, so that in a silence the first ones explain what they can, and others nothing more: or requests
// that pile up before an engine that hangs would explain it for ever.
func (p *prompts) sent(bytes int, shows bool, now, last time.Time) {
	p.waiting++
	switch {
	case !p.first.After(last):
		p.first, p.unseen = now, false
	case !p.unseen && now.Sub(p.first) > together:
		return
	}
	p.unseen = p.unseen || !shows
	from := now
	if p.until.After(from) {
		from = p.until
	}
	p.set(from.Add(time.Duration(bytes) * time.Second / slowest))
}

// done notes that a prompt was processed. Once no other one is left, nothing is explained any more.
func (p *prompts) done(now time.Time) {
	p.waiting--
	if p.waiting == 0 && p.until.After(now) {
		p.set(now)
	}
}

// dropped notes that a request was given up before its prompt was processed: the engine may go on with it for as long.
func (p *prompts) dropped() {
	p.waiting--
	p.unseen = true
}
