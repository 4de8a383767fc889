// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/gateway/upstream"
)

// pool is how one engine is reached: its connections, and the breaker that keeps requests from it.
type pool struct {
	engine  *table.Engine
	client  *upstream.Client
	breaker *breaker
	// monitor finds out whether the engine hangs, or is gone.
	monitor *monitor
	// ids is whether it gives the ids of tokens.
	ids idSupport
	// prefill is how long the engine takes over prompts.
	prefill prefill
	// living is when the breaker was last told that the engine generates, in Unix nanoseconds.
	living atomic.Int64
	// broken is why the engine can never be asked as it is declared; nil: it can.
	broken error
}

func newPool(e *table.Engine, o Options) *pool {
	p := &pool{engine: e, breaker: newBreaker(o.Breaker, func(state string) { o.Observer.Breaker(string(e.Name), state) })}
	p.client, p.broken = upstream.New(e, o.Network)
	p.monitor = newMonitor(newProber(p.client, e.Protocol), p.breaker)
	return p
}

// alive notes that the engine generates something. Its breaker need not know of each token.
func (p *pool) alive(now time.Time) {
	if last := p.living.Load(); now.UnixNano()-last > int64(overlap/8) && p.living.CompareAndSwap(last, now.UnixNano()) {
		p.breaker.alive(now)
	}
}

func (p *pool) close() {
	p.monitor.close()
	if p.client != nil {
		p.client.Close()
	}
}

// generations is how many pools of one engine are kept: requests that began before the engine changed still use the old one.
const generations = 2

// pools are the pools in use, by engine and the latest last. An engine that changed gets a new one.
type pools struct {
	options Options
	mu      sync.Mutex // guards byName
	byName  map[table.Name][]*pool
}

func (p *pools) of(e *table.Engine) *pool {
	p.mu.Lock()
	defer p.mu.Unlock()
	known := p.byName[e.Name]
	for _, pool := range known {
		if pool.engine == e {
			return pool
		}
	}
	if len(known) == generations {
		known[0].close()
		known = known[1:]
	}
	fresh := newPool(e, p.options)
	if p.byName == nil {
		p.byName = map[table.Name][]*pool{}
	}
	p.byName[e.Name] = append(slices.Clone(known), fresh)
	return fresh
}

// isOpen tells whether an engine's breaker keeps requests from it.
func (p *pools) isOpen(e *table.Engine) bool {
	return e != nil && p.of(e).breaker.isOpen()
}

func (p *pools) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, known := range p.byName {
		for _, pool := range known {
			pool.close()
		}
	}
}
