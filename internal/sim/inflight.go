// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import "sync"

// inFlight counts the requests that are being handled, so that Close can wait for
// them. A WaitGroup does not fit: a request may come in while Close is waiting.
type inFlight struct {
	mu     sync.Mutex // guards inside and shut
	none   *sync.Cond
	inside int
	shut   bool
}

func newInFlight() *inFlight {
	p := &inFlight{}
	p.none = sync.NewCond(&p.mu)
	return p
}

// enter says whether a request may still be handled; if so, leave must follow.
func (p *inFlight) enter() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shut {
		return false
	}
	p.inside++
	return true
}

func (p *inFlight) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inside--
	p.none.Broadcast()
}

func (p *inFlight) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shut = true
	for p.inside > 0 {
		p.none.Wait()
	}
}
