// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// exchange is one request of a client and its answer.
type exchange struct {
	gateway *Gateway
	w       http.ResponseWriter
	r       *http.Request
	// ctx ends when the client goes, or when the gateway has to.
	ctx     context.Context
	call    protocol.Call
	table   *table.Table
	request *protocol.Request
	record  record.Record
	// replied: the client got a status.
	replied bool
}

// The words for how an exchange ended; see record.Record.
const (
	outcomeOK         = "OK"
	outcomeRefused    = "Refused"
	outcomeSaturated  = "Saturated"
	outcomeFailed     = "Failed"
	outcomeBroken     = "Broken"
	outcomeClientGone = "ClientGone"
	outcomeDraining   = "Draining"
)

// statusClientGone is what the log says of a client that went before it got a status.
const statusClientGone = 499

// generate serves a request for a generation.
func (g *Gateway) generate(w http.ResponseWriter, r *http.Request, call protocol.Call) {
	began := time.Now()
	x := &exchange{gateway: g, w: w, r: r, call: call, record: record.Record{
		ID: record.ID(r.Header), Key: record.KeyOf(r.Context()), Call: call.String(), Began: began,
	}}
	w.Header().Set("X-Request-Id", x.record.ID)
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	x.ctx = ctx
	if !g.crowd.enter(x, cancel) {
		w.Header().Set("Retry-After", "1")
		x.refuse(outcomeDraining, &protocol.Problem{Status: http.StatusServiceUnavailable, Message: "the gateway is shutting down"})
	} else {
		defer g.crowd.leave(x)
		x.serve()
	}
	x.record.Duration = time.Since(began)
	g.options.Observer.Finished(r.Context(), x.record)
}

func (x *exchange) serve() {
	body, problem := x.body()
	if problem == nil {
		x.request, problem = protocol.Parse(x.call, body)
	}
	if problem != nil {
		x.refuse(outcomeRefused, problem)
		return
	}
	x.record.Stream, x.record.Model = x.request.Stream, x.request.Model
	x.table = x.gateway.table()
	engines := x.gateway.order(x.table)
	if len(engines) == 0 {
		x.refuse(outcomeFailed, &protocol.Problem{Status: http.StatusServiceUnavailable, Message: "no engine is known yet"})
		return
	}
	newStream(x).serve(engines)
}

// body reads the request. Admission bounds it, in bytes and in time.
func (x *exchange) body() ([]byte, *protocol.Problem) {
	body, err := io.ReadAll(x.r.Body)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, tooLarge
	case err != nil:
		return nil, &protocol.Problem{Status: http.StatusBadRequest, Message: "the body could not be read"}
	}
	return body, nil
}

var tooLarge = &protocol.Problem{Status: http.StatusRequestEntityTooLarge, Message: "the body is larger than the gateway takes"}

// refuse answers with a problem and no more.
func (x *exchange) refuse(outcome string, p *protocol.Problem) {
	x.end(outcome, p.Message)
	x.reply(p.Status, protocol.Refusal(x.call, p))
}

// untold keeps what an engine said out of what is told of the request: engines quote prompts.
func (x *exchange) untold(f *failure) {
	if f.detail != "" && x.record.Message == f.problem().Message {
		x.record.Message = f.message
	}
}

// reply answers with one document.
func (x *exchange) reply(status int, document []byte) {
	if x.gone() {
		return
	}
	if x.w.Header().Get("Content-Type") == "" {
		x.w.Header().Set("Content-Type", "application/json")
	}
	x.w.WriteHeader(status)
	x.replied, x.record.Status = true, status
	n, _ := x.w.Write(document) // a client that has left needs no answer
	x.record.BytesOut += int64(n)
}

// gone notes a client that went.
func (x *exchange) gone() bool {
	if x.r.Context().Err() == nil {
		return false
	}
	if !x.replied {
		x.record.Status = statusClientGone
	}
	x.end(outcomeClientGone, "the client went")
	return true
}

// end notes how it ended.
func (x *exchange) end(outcome, message string) {
	x.record.Outcome, x.record.Message = outcome, message
}
