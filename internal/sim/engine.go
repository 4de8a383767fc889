// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Engine is one simulated engine on one address. Its methods may be called at
// the same time from anywhere.
type Engine struct {
	protocol Protocol
	routes   http.Handler
	control  http.Handler
	link     *link
	ledger   *ledger
	tally    *tally
	queue    *queue
	quota    *quota
	presence *presence
	state    atomic.Pointer[state]

	mu       sync.Mutex // guards what follows, and orders changes of state
	killed   bool
	vanished bool
	closed   bool
}

// state is the script in force. It is replaced as a whole, and changed is closed then.
type state struct {
	script  Script
	trait   *trait
	since   time.Time
	changed chan struct{}
}

// Start starts an engine on a free port of 127.0.0.1. It fails where the
// misbehaviour or the protocol is unknown, or no port is to be had.
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
	e := &Engine{
		protocol: p, routes: routesOf[p](),
		ledger: newLedger(), tally: newTally(), queue: &queue{}, quota: &quota{}, presence: newPresence(),
	}
	e.control = fromLoopback(controlOf(e, true))
	e.link = &link{addr: addr, handler: e}
	if err := e.link.up(); err != nil {
		return nil, fmt.Errorf("start a simulated engine: %w", err)
	}
	return e, e.adopt(s)
}

// Protocol returns the wire format the engine speaks.
func (e *Engine) Protocol() Protocol { return e.protocol }

// Addr returns the address ("host:port"); it stays the same for the engine's life.
func (e *Engine) Addr() string { return e.link.address() }

// URL returns the base URL, without a slash at its end.
func (e *Engine) URL() string { return "http://" + e.Addr() }

// Script returns the script in force, defaults filled in.
func (e *Engine) Script() Script { return e.state.Load().script.clone() }

// SetScript puts another script in force, for the next request. Where tokens fall
// silent (Hang, Hung, NoFirstByte) or connections are refused it holds for streams in
// flight as well; silent ones go on when a script that is not silent comes.
// It panics on a name that is unknown (Misbehave, Build, TextIn): that is a slip of the caller.
func (e *Engine) SetScript(s Script) {
	if err := e.adopt(s); err != nil {
		panic("sim: set the script: " + err.Error())
	}
}

// Misbehave changes nothing in the script but its misbehaviour. It panics as SetScript does.
func (e *Engine) Misbehave(m Misbehaviour) {
	if err := e.amend(func(s *Script) error { s.Misbehave = m; return nil }); err != nil {
		panic("sim: misbehave: " + err.Error())
	}
}

// adopt puts a script in force and brings the link to where it wants it.
func (e *Engine) adopt(s Script) error {
	return e.amend(func(current *Script) error { *current = s; return nil })
}

// amend changes the script in force, one change at a time.
func (e *Engine) amend(change func(*Script) error) error {
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
	t, _ := traitOf(s.Misbehave)
	e.state.Store(&state{script: s, trait: t, since: time.Now(), changed: make(chan struct{})})
	if old != nil {
		close(old.changed)
	}
	return e.settle()
}
