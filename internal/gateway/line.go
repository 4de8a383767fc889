// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"slices"
	"sync"

	"github.com/sony/gobreaker/v2"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/gateway/upstream"
)

// line is the way to one engine.
type line struct {
	engine  *table.Engine
	client  *upstream.Client
	breaker *breaker
	// broken is why the engine can never be asked as it is declared; nil: it can.
	broken error
}

// generations is how many lines to an engine are kept: requests that began before it changed go on with what they know.
const generations = 2

// lines are those in use, the latest last. An engine that changed gets a new one.
type lines struct {
	options Options
	mu      sync.Mutex // guards of
	of      map[table.Name][]*line
}

func (l *lines) to(e *table.Engine) *line {
	l.mu.Lock()
	defer l.mu.Unlock()
	known := l.of[e.Name]
	for _, line := range known {
		if line.engine == e {
			return line
		}
	}
	if len(known) == generations {
		known[0].close()
		known = known[1:]
	}
	fresh := l.lay(e)
	if l.of == nil {
		l.of = map[table.Name][]*line{}
	}
	l.of[e.Name] = append(slices.Clone(known), fresh)
	return fresh
}

func (l *lines) lay(e *table.Engine) *line {
	fresh := &line{engine: e, breaker: newBreaker(l.options.Breaker, string(e.Name), l.options.Observer)}
	fresh.client, fresh.broken = upstream.New(e, l.options.Network)
	return fresh
}

// open tells whether an engine's breaker keeps requests from it.
func (l *lines) open(e *table.Engine) bool {
	return e != nil && l.to(e).breaker.State() == gobreaker.StateOpen
}

func (l *lines) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, known := range l.of {
		for _, line := range known {
			line.close()
		}
	}
}

func (l *line) close() {
	if l.client != nil {
		l.client.Close()
	}
}
