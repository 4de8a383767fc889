// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"fmt"
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/gateway/upstream"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

const (
	// modelsTimeout bounds the time in which an engine lists its models.
	modelsTimeout = 5 * time.Second
	// maxModels bounds a list of models, in bytes.
	maxModels = 1 << 20
)

// models serves the list of models of the first engine that has one, to clients of a protocol. A list that is in it already passes as it
// is.
func (g *Gateway) models(p protocol.Protocol) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		began, t := time.Now(), g.table()
		if isLoop(r.Header, t) {
			g.answerListing(w, r, failedListing(began, p, looping))
			return
		}
		for _, e := range activeFirst(t) {
			list, names, err := g.listed(r, t, e)
			if err != nil {
				continue
			}
			if e.Protocol != p {
				list = protocol.ModelList(p, names)
			}
			g.answerListing(w, r, listing{began: began, engine: e.Name, status: http.StatusOK, body: list})
			return
		}
		g.answerListing(w, r, failedListing(began, p, noList))
	}
}

// listed asks an engine for its models.
func (g *Gateway) listed(r *http.Request, t *table.Table, e *table.Engine) (body []byte, names []string, err error) {
	pool := g.pools.of(e)
	if pool.broken != nil {
		return nil, nil, pool.broken
	}
	format, err := e.Protocol.Format()
	if err != nil {
		return nil, nil, err
	}
	by := time.Now().Add(modelsTimeout)
	answer, err := pool.client.Do(r.Context(), upstream.Request{
		Method: http.MethodGet, Path: format.Paths().Models, Header: "Accept: application/json\r\n" + hopLine(r.Header, t),
		Deadline: by, Connect: by,
	})
	if err != nil {
		return nil, nil, err
	}
	defer answer.Close()
	if answer.Status != http.StatusOK {
		return nil, nil, fmt.Errorf("the engine answered %d", answer.Status)
	}
	if problem := unreadable(answer.Header, false); problem != "" {
		return nil, nil, fmt.Errorf("the answer %s", problem)
	}
	if body, err = readAll(answer, maxModels, by); err != nil {
		return nil, nil, err
	}
	names, err = protocol.ModelNames(format, body)
	return body, names, err
}

// health serves whether requests are accepted.
func (g *Gateway) health(w http.ResponseWriter, _ *http.Request) {
	if g.Draining() {
		writeJSON(w, http.StatusServiceUnavailable, []byte(`{"status":"draining"}`))
		return
	}
	writeJSON(w, http.StatusOK, []byte(`{"status":"healthy"}`))
}

// status serves which engine is used, as a CodeGen backend does.
func (g *Gateway) status(w http.ResponseWriter, _ *http.Request) {
	t := g.table()
	active := t.Active
	if active == "" {
		active = table.VLLM
	}
	writeJSON(w, http.StatusOK, fmt.Appendf(nil, `{"status":"running","ai_backends":{"backend_type":%q,"vllm":{"available":%t}}}`,
		active, t.VLLM != nil && !g.pools.isOpen(t.VLLM)))
}

func writeJSON(w http.ResponseWriter, status int, document []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(document) //nolint:gosec // JSON, and declared as such; a client that has left needs no answer
}
