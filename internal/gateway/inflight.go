// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"sync"
)

// errDraining ends the exchanges that are left when the time to shut down is over.
var errDraining = errors.New("the gateway is shutting down")

// inFlight is the set of exchanges under way.
type inFlight struct {
	mu        sync.Mutex // guards what follows
	exchanges map[*exchange]context.CancelCauseFunc
	draining  bool
	// empty is closed when the last exchange has ended, while draining.
	empty chan struct{}
}

// enter tells whether an exchange may begin. If so, leave must be called at its end.
func (f *inFlight) enter(x *exchange, cancel context.CancelCauseFunc) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.draining {
		return false
	}
	if f.exchanges == nil {
		f.exchanges = map[*exchange]context.CancelCauseFunc{}
	}
	f.exchanges[x] = cancel
	return true
}

func (f *inFlight) leave(x *exchange) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.exchanges, x)
	if f.draining && len(f.exchanges) == 0 {
		close(f.empty)
	}
}

// close lets no exchange begin any more. The channel is closed once all have ended.
func (f *inFlight) close() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.draining {
		f.draining, f.empty = true, make(chan struct{})
		if len(f.exchanges) == 0 {
			close(f.empty)
		}
	}
	return f.empty
}

// cancel ends all exchanges.
func (f *inFlight) cancel() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, cancel := range f.exchanges {
		cancel(errDraining)
	}
}

func (f *inFlight) len() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.exchanges)
}

func (f *inFlight) isDraining() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.draining
}
