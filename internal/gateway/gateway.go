// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"net/http"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// Gateway serves clients. It is safe for concurrent use, and must be closed. It does not bound the bodies of requests: the admission
// handler in front of it does.
type Gateway struct {
	options Options
	mux     *http.ServeMux
	pools   pools
	share   share
	retries retries
	// requests are those under way.
	requests inFlight
}

// New makes a gateway.
func New(o Options) *Gateway {
	g := &Gateway{options: o.withDefaults(), mux: http.NewServeMux()}
	g.pools.options = g.options
	for pattern, call := range map[string]protocol.Call{
		"POST /v1/chat/completions":         protocol.Chat,
		"POST /v1/completions":              protocol.Completion,
		"POST /api/v1/code/generate/stream": protocol.CodeStream,
		"POST /api/v1/code/generate":        protocol.CodeGenerate,
	} {
		g.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { g.generate(w, r, call) })
	}
	g.mux.HandleFunc("GET /v1/models", g.models(protocol.OpenAI))
	g.mux.HandleFunc("GET /api/v1/code/models", g.models(protocol.CodeGen))
	g.mux.HandleFunc("GET /health", g.health)
	g.mux.HandleFunc("GET /{$}", g.status)
	return g
}

// ServeHTTP serves a client.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) { g.mux.ServeHTTP(w, r) }

// Close closes the connections to engines. Call it when nothing is served any more.
func (g *Gateway) Close() { g.pools.close() }

// table is the routing table; an empty one while nothing is known.
func (g *Gateway) table() *table.Table {
	if t := g.options.Table(); t != nil {
		return t
	}
	return &table.Table{}
}
