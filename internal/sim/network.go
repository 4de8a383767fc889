// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"sync"
	"time"
)

// network carries the bytes of a listener's connections, or is silent.
type network struct {
	mu        sync.Mutex    // guards connected
	connected chan struct{} // closed while bytes are carried
}

func newNetwork() *network {
	n := &network{connected: make(chan struct{})}
	close(n.connected)
	return n
}

func (n *network) silent() bool {
	select {
	case <-n.state():
		return false
	default:
		return true
	}
}

func (n *network) state() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.connected
}

func (n *network) disconnect() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.connected = make(chan struct{})
}

// restore carries bytes again; it may be called when nothing is silent.
func (n *network) restore() {
	n.mu.Lock()
	defer n.mu.Unlock()
	select {
	case <-n.connected:
	default:
		close(n.connected)
	}
}

// wait waits until bytes are carried and says whether they are. It gives up when
// gone is closed, or after limit where that is not 0.
func (n *network) wait(gone <-chan struct{}, limit time.Duration) bool {
	connected := n.state()
	select {
	case <-connected: // nearly always: no timer is needed
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
	case <-connected:
		return true
	case <-gone:
	case <-late:
	}
	return false
}
