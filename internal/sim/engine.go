// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Engine is one simulated engine on one address. Its methods may be called at
// the same time from anywhere.
type Engine struct {
	*shared

	routes   http.Handler
	control  http.Handler
	link     *link
	inFlight *inFlight

	mu       sync.Mutex // guards what follows, and orders changes of state
	killed   bool
	vanished bool
	closed   bool
}

// Start starts an engine on a free port of 127.0.0.1. It fails where the
// misbehaviour or the protocol is unknown, or no port is free.
func Start(p Protocol, s Script) (*Engine, error) { return StartAt("127.0.0.1:0", p, s) }

// StartAt starts an engine on an address ("host:port"; port 0 takes a free one).
func StartAt(addr string, p Protocol, s Script) (*Engine, error) {
	p, err := ParseProtocol(string(p))
	if err != nil {
		return nil, fmt.Errorf("start a simulated engine: %w", err)
	}
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("start a simulated engine: %w", err)
	}
	e := &Engine{shared: newShared(p), routes: routesOf[p](), inFlight: newInFlight()}
	e.control = fromLoopback(controlOf(e, true))
	e.link = &link{addr: addr, handler: e}
	if err := e.link.up(); err != nil {
		return nil, fmt.Errorf("start a simulated engine: %w", err)
	}
	return e, e.replace(s)
}

// Protocol returns the wire format the engine speaks.
func (e *Engine) Protocol() Protocol { return e.protocol }

// Addr returns the address ("host:port"); it stays the same for the engine's life.
func (e *Engine) Addr() string { return e.link.address() }

// URL returns the base URL, without a slash at its end.
func (e *Engine) URL() string { return "http://" + e.Addr() }

// Script returns the script in force, defaults filled in.
func (e *Engine) Script() Script { return e.state.Load().script.clone() }

// SetScript replaces the script, for the next request. A script that holds tokens back
// (Hang, Hung, NoFirstByte) or refuses connections applies to streams in flight as
// well; streams that were held go on with the next script that does not hold them.
// It panics on a name that is unknown (Misbehave, Build, TextIn): that is a mistake of the caller.
func (e *Engine) SetScript(s Script) {
	if err := e.replace(s); err != nil {
		panic("sim: set the script: " + err.Error())
	}
}

// Misbehave changes nothing in the script but its misbehaviour. It panics as SetScript does.
func (e *Engine) Misbehave(m Misbehaviour) {
	if err := e.update(func(s *Script) error { s.Misbehave = m; return nil }); err != nil {
		panic("sim: misbehave: " + err.Error())
	}
}

// replace puts a script in force and applies it to the link.
func (e *Engine) replace(s Script) error {
	return e.update(func(current *Script) error { *current = s; return nil })
}

// update changes the script in force, one change at a time.
func (e *Engine) update(change func(*Script) error) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var s Script
	old := e.state.Load()
	if old != nil {
		s = old.script.clone()
	}
	if err := change(&s); err != nil {
		return err
	}
	s = s.clone().Defaults()
	if err := s.check(); err != nil {
		return err
	}
	t, _ := behaviourOf(s.Misbehave)
	e.state.Store(&state{script: s, behaviour: t, since: time.Now(), changed: make(chan struct{})})
	if old != nil {
		close(old.changed)
	}
	return e.applyState()
}
