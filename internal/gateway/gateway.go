// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"net/http"

	"github.com/codegen-dev/codegen-operator/internal/gateway/memory"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// Gateway serves clients. It is safe for concurrent use, and must be closed. It does not bound the bodies of requests: the admission
// handler in front of it does.
type Gateway struct {
	options Options
	mux     *http.ServeMux
	methods methods
	pools   pools
	share   share
	retries retries
	// answers bounds what is kept of all answers.
	answers *memory.Budget
	// requests are those under way.
	requests inFlight
}

// New makes a gateway.
func New(o Options) *Gateway {
	g := &Gateway{options: o.withDefaults(), mux: http.NewServeMux(), methods: methods{}}
	g.pools.options, g.answers = g.options, memory.New(g.options.MaxAnswers)
	for path, call := range map[string]protocol.Call{
		"/v1/chat/completions":         protocol.Chat,
		"/v1/completions":              protocol.Completion,
		"/api/v1/code/generate/stream": protocol.CodeStream,
		"/api/v1/code/generate":        protocol.CodeGenerate,
	} {
		g.handle(http.MethodPost, path, func(w http.ResponseWriter, r *http.Request) { g.generate(w, r, call) })
	}
	g.handle(http.MethodGet, "/v1/models", g.models(protocol.OpenAI))
	g.handle(http.MethodGet, "/v1/models/{id...}", g.model)
	g.handle(http.MethodGet, "/api/v1/code/models", g.models(protocol.CodeGen))
	g.handle(http.MethodGet, "/health", g.health)
	g.handle(http.MethodGet, "/{$}", g.status)
	g.mux.HandleFunc("/", g.notServed)
	return g
}

// ServeHTTP serves a client. It serves the canonical path of the request.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	r.URL.Path, r.URL.RawPath = protocol.CanonicalPath(r.URL.Path), ""
	if protocol.HasDots(r.URL.Path) {
		g.notServed(w, r)
		return
	}
	g.mux.ServeHTTP(w, r)
}

// Close closes the connections to engines. Call it when nothing is served any more.
func (g *Gateway) Close() { g.pools.close() }

// table is the routing table; an empty one while nothing is known.
func (g *Gateway) table() *table.Table {
	if t := g.options.Table(); t != nil {
		return t
	}
	return &table.Table{}
}
