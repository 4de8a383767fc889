// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"context"
	"net/http"
	"strings"
)

// call is one request on its way through the engine, with the script that holds for it.
type call struct {
	engine *Engine
	script Script
	trait  *trait
	kind   Kind
	body   *body
	entry  *entry
}

type callKey struct{}

func callOf(r *http.Request) *call { return r.Context().Value(callKey{}).(*call) }

// ServeHTTP serves the engine's protocol, and the control API under /sim/ to
// clients on the same machine. The script is looked up once, when the request is
// let in: a later one does not change a reply that has begun, but see SetScript.
func (e *Engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, controlPrefix) {
		e.control.ServeHTTP(w, r)
		return
	}
	if !e.presence.enter() {
		panic(http.ErrAbortHandler)
	}
	defer e.presence.leave()
	c := e.receive(w, r)
	defer c.entry.close(r.Context())
	if e.held(r.Context(), c.kind) != nil {
		panic(http.ErrAbortHandler)
	}
	c.answer(w, r)
}

// receive reads the whole request, also where no answer will come: only then does
// net/http notice that the client has gone.
func (e *Engine) receive(w http.ResponseWriter, r *http.Request) *call {
	b := readBody(w, r)
	c := &call{engine: e, kind: kindOf(e.protocol, r, b), body: b}
	c.entry = e.ledger.open(e.protocol, c.kind, r, b)
	return c
}

func (c *call) answer(w http.ResponseWriter, r *http.Request) {
	now := c.engine.state.Load()
	c.script, c.trait = now.script, now.trait
	handler := c.engine.routes
	if c.kind == KindElsewhere { // whoever follows a redirect is served, and found out by the counts
		handler = http.StripPrefix(ElsewherePath, handler)
	}
	if c.trait.around != nil && (generation.has(c.kind) || !c.script.SpareProbes) {
		handler = c.trait.around(handler)
	}
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
	handler.ServeHTTP(&statusKeeper{ResponseWriter: w, entry: c.entry}, r)
}

// held keeps a request that the script in force leaves without any answer.
func (e *Engine) held(ctx context.Context, k Kind) error {
	return e.until(ctx, func(s *state) bool { return !s.trait.holds.has(k) })
}

// unmuted waits until tokens may move.
func (e *Engine) unmuted(ctx context.Context) error {
	return e.until(ctx, func(s *state) bool { return !s.trait.mute })
}

// until waits for a state of which ok holds, or for the end of the request.
func (e *Engine) until(ctx context.Context, ok func(*state) bool) error {
	for {
		s := e.state.Load()
		if ok(s) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.changed:
		}
	}
}

// statusKeeper notes the status of the reply.
type statusKeeper struct {
	http.ResponseWriter
	entry *entry
}

func (k *statusKeeper) WriteHeader(status int) {
	k.entry.note(func(r *Request) { r.Status = status })
	k.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController flush.
func (k *statusKeeper) Unwrap() http.ResponseWriter { return k.ResponseWriter }
