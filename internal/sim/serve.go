// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"net/http"
	"strings"
)

// ServeHTTP serves the engine's protocol, and the control API under /sim/ to
// clients on the same machine. The script is looked up once, when the request is
// let in: a later one does not change a reply that has begun, but see SetScript.
func (e *Engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, controlPrefix) {
		e.control.ServeHTTP(w, r)
		return
	}
	if !e.inFlight.enter() {
		panic(http.ErrAbortHandler)
	}
	defer e.inFlight.leave()
	c := e.receive(w, r)
	defer c.entry.close(r.Context())
	if e.untilAnswered(r.Context(), c.kind) != nil {
		panic(http.ErrAbortHandler)
	}
	e.answer(c, w, r)
}

// receive reads the whole request, also where no answer will come: only then does
// net/http notice that the client has gone.
func (e *Engine) receive(w http.ResponseWriter, r *http.Request) *call {
	b := readBody(w, r)
	c := &call{engine: e.shared, kind: kindOf(e.protocol, r, b), body: b}
	c.entry = e.log.open(e.protocol, c.kind, r, b)
	return c
}

func (e *Engine) answer(c *call, w http.ResponseWriter, r *http.Request) {
	now := e.state.Load()
	c.script, c.behaviour = now.script, now.behaviour
	handler := e.routes
	if c.kind == KindElsewhere { // a client that follows a redirect is served, and the counts show it
		handler = http.StripPrefix(ElsewherePath, handler)
	}
	if replace, ok := replacements[now.behaviour.name]; ok && (generationKinds.has(c.kind) || !c.script.SpareProbes) {
		handler = replace(handler)
	}
	handler.ServeHTTP(&statusRecorder{ResponseWriter: w, entry: c.entry}, c.attach(r))
}

// statusRecorder notes the status of the reply.
type statusRecorder struct {
	http.ResponseWriter
	entry *entry
}

func (k *statusRecorder) WriteHeader(status int) {
	k.entry.note(func(r *Request) { r.Status = status })
	k.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController flush.
func (k *statusRecorder) Unwrap() http.ResponseWriter { return k.ResponseWriter }
