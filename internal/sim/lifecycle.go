// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import "context"

// Kill dies as a process does: the listener is closed, every connection is reset,
// and new ones are refused, until Revive.
func (e *Engine) Kill() { _ = e.setState(func() { e.killed = true }) }

// Revive listens again on the same address, after Kill. What the engine remembers
// stays. It fails where the address has been taken meanwhile. An engine whose script
// says Refuse goes on refusing.
func (e *Engine) Revive() error { return e.setState(func() { e.killed = false }) }

// Vanish drops off the network: open connections stay open and
// silent, and new ones are not answered (on Linux their connect hangs, as where
// packets are dropped; elsewhere it may succeed and then nothing comes).
func (e *Engine) Vanish() { _ = e.setState(func() { e.vanished = true }) }

// Reappear ends Vanish: what was under way goes on, as after a network that came back.
func (e *Engine) Reappear() { _ = e.setState(func() { e.vanished = false }) }

// DropIdle closes the connections that carry no request right now, as servers do with
// connections that were idle for long. The engine stays healthy.
func (e *Engine) DropIdle() { e.link.dropIdle() }

// Close ends the engine for good and waits until no request is being handled.
// Closing it again does nothing.
func (e *Engine) Close() {
	_ = e.setState(func() { e.closed = true })
	e.inFlight.close()
}

// Shutdown takes no more connections, lets requests in flight end until ctx is over,
// and closes the engine then. The error is ctx's, where some had to be broken off.
func (e *Engine) Shutdown(ctx context.Context) error {
	err := e.link.drain(ctx)
	e.Close()
	return err
}

func (e *Engine) setState(fate func()) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	fate()
	return e.applyState()
}

// applyState applies the state and the script to the link; the caller holds mu.
func (e *Engine) applyState() error {
	if e.closed || e.killed || e.state.Load().behaviour.refuses {
		e.link.down()
		return nil
	}
	if err := e.link.up(); err != nil {
		return err
	}
	e.link.setSilent(e.vanished)
	return nil
}
