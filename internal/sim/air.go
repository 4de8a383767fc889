// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"sync"
	"time"
)

// air carries the bytes of a listener's connections, or does not.
type air struct {
	mu      sync.Mutex    // guards carried
	carried chan struct{} // closed while bytes are carried
}

func newAir() *air {
	a := &air{carried: make(chan struct{})}
	close(a.carried)
	return a
}

func (a *air) quiet() bool {
	select {
	case <-a.now():
		return false
	default:
		return true
	}
}

func (a *air) now() <-chan struct{} {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.carried
}

func (a *air) silence() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.carried = make(chan struct{})
}

// clear carries again; it may be called when nothing is silent.
func (a *air) clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	select {
	case <-a.carried:
	default:
		close(a.carried)
	}
}

// wait waits until bytes are carried and says whether they are. It gives up when
// gone is closed, or after limit where that is not 0.
func (a *air) wait(gone <-chan struct{}, limit time.Duration) bool {
	carried := a.now()
	select {
	case <-carried: // nearly always: no timer is needed
		return true
	default:
	}
	var late <-chan time.Time
	if limit > 0 {
		timer := time.NewTimer(limit)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case <-carried:
		return true
	case <-gone:
	case <-late:
	}
	return false
}
