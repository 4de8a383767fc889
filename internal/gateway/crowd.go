// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"sync"
)

// errDraining ends what is still served when the time to shut down is over.
var errDraining = errors.New("the gateway is shutting down")

// crowd are the exchanges under way.
type crowd struct {
	mu       sync.Mutex // guards what follows
	inside   map[*exchange]context.CancelCauseFunc
	draining bool
	// empty is closed when nobody is inside any more, while draining.
	empty chan struct{}
}

// enter tells whether an exchange may begin; if so, leave must follow.
func (c *crowd) enter(x *exchange, cancel context.CancelCauseFunc) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.draining {
		return false
	}
	if c.inside == nil {
		c.inside = map[*exchange]context.CancelCauseFunc{}
	}
	c.inside[x] = cancel
	return true
}

func (c *crowd) leave(x *exchange) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.inside, x)
	if c.draining && len(c.inside) == 0 {
		close(c.empty)
	}
}

// close lets nobody in any more, and gives what is closed when all have left.
func (c *crowd) close() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.draining {
		c.draining, c.empty = true, make(chan struct{})
		if len(c.inside) == 0 {
			close(c.empty)
		}
	}
	return c.empty
}

// sendOff ends all that are inside.
func (c *crowd) sendOff() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, cancel := range c.inside {
		cancel(errDraining)
	}
}

func (c *crowd) isDraining() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.draining
}

// Drain takes no more requests and waits until those under way have ended. When the context is over before that, the clients that
// are left get an error event, and the error is the context's. InFlight tells how many are left.
func (g *Gateway) Drain(ctx context.Context) error {
	empty := g.crowd.close()
	select {
	case <-empty:
		return nil
	case <-ctx.Done():
	}
	g.crowd.sendOff()
	<-empty
	return ctx.Err()
}

// Draining tells whether Drain was called.
func (g *Gateway) Draining() bool { return g.crowd.isDraining() }

// InFlight is how many requests are under way.
func (g *Gateway) InFlight() int {
	g.crowd.mu.Lock()
	defer g.crowd.mu.Unlock()
	return len(g.crowd.inside)
}
