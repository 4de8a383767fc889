// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"fmt"
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// listing is the answer to a request for models.
type listing struct {
	began   time.Time
	engine  table.Name // empty: none lists any
	status  int
	body    []byte
	message string // why it failed
}

// answerListing answers a request for models, and records it.
func (g *Gateway) answerListing(w http.ResponseWriter, r *http.Request, l listing) {
	id := record.ID(r.Header)
	w.Header().Set(record.HeaderID, id)
	if l.engine != "" {
		w.Header().Set("X-Codegen-Engine", string(l.engine))
	}
	writeJSON(w, l.status, l.body)
	g.options.Observer.Finished(r.Context(), record.Record{
		ID: id, Key: record.KeyOf(r.Context()), Call: "models", Listing: true, Engine: string(l.engine), Status: l.status, Outcome: l.outcome(),
		Message: l.message, Began: l.began, Duration: time.Since(l.began), BytesOut: int64(len(l.body)),
	})
}

func (l listing) outcome() string {
	switch {
	case l.status == http.StatusOK:
		return record.OK
	case l.status < http.StatusInternalServerError:
		return record.Refused
	}
	return record.Failed
}

// failedListing is an answer without models, in a client's protocol.
func failedListing(began time.Time, p protocol.Protocol, problem *protocol.Problem) listing {
	return listing{began: began, status: problem.Status, body: protocol.ErrorBody(p, problem), message: problem.Message}
}

// model serves one entry of the list of models, of the first engine that has it. vLLM itself does not serve this path.
func (g *Gateway) model(w http.ResponseWriter, r *http.Request) {
	began, t, id, problem := time.Now(), g.table(), r.PathValue("id"), noList
	if isLoop(r.Header, t) {
		g.answerListing(w, r, failedListing(began, protocol.OpenAI, looping))
		return
	}
	for _, e := range activeFirst(t) {
		list, names, err := g.listed(r, t, e)
		if err != nil {
			continue
		}
		problem = unknownModel(id)
		if e.Protocol != protocol.OpenAI {
			list = protocol.ModelList(protocol.OpenAI, names)
		}
		if entry := protocol.ModelEntry(list, id); entry != nil {
			g.answerListing(w, r, listing{began: began, engine: e.Name, status: http.StatusOK, body: entry})
			return
		}
	}
	g.answerListing(w, r, failedListing(began, protocol.OpenAI, problem))
}

var noList = &protocol.Problem{Status: http.StatusBadGateway, Message: "no engine lists its models"}

func unknownModel(id string) *protocol.Problem {
	return &protocol.Problem{
		Status: http.StatusNotFound, Code: "model_not_found", Field: "model", Message: fmt.Sprintf("no engine has the model %s", named(id)),
	}
}
