// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/memory"
	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// exchange is one request of a client and its answer.
type exchange struct {
	w http.ResponseWriter
	r *http.Request
	// ctx ends when the client goes, or when the gateway has to.
	ctx      context.Context
	pools    *pools
	observer record.Observer
	call     protocol.Call
	request  *protocol.Request
	// table is the routing table that the request began with, and current gives the one that holds now.
	table   *table.Table
	current func() *table.Table
	record  record.Record
	// kept is what is kept of the answer.
	kept *memory.Account
	// retries are the retry budgets of all keys.
	retries *retries
	// blames are the failures over the request whose blame is open.
	blames blames
	// replied: the client got a status.
	replied bool
}

// statusClientGone is recorded for a client that left before it got a status.
const statusClientGone = 499

// parse reads and parses the request.
func (x *exchange) parse() *protocol.Problem {
	if encoding := x.r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		x.w.Header().Set("Accept-Encoding", "identity")
		return encoded
	}
	body, problem := x.body()
	if problem != nil {
		return problem
	}
	if x.request, problem = protocol.ParseRequest(x.call, body); problem != nil {
		return problem
	}
	x.record.Stream, x.record.Model = x.request.Stream, x.request.Model
	return nil
}

// body reads the request. Admission bounds it in bytes, and the server in time.
func (x *exchange) body() ([]byte, *protocol.Problem) {
	body, err := io.ReadAll(x.r.Body)
	var large *http.MaxBytesError
	var refused *protocol.Problem
	switch {
	case errors.As(err, &large):
		return nil, tooLarge
	case errors.As(err, &refused):
		x.w.Header().Set("Retry-After", "1")
		return nil, refused
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, tooLate
	case err != nil:
		return nil, &protocol.Problem{Status: http.StatusBadRequest, Message: "the body could not be read"}
	}
	return body, nil
}

var encoded = &protocol.Problem{
	Status: http.StatusUnsupportedMediaType, Code: "unsupported_encoding", Message: "the body must be sent without a Content-Encoding",
}

var tooLate = &protocol.Problem{Status: http.StatusRequestTimeout, Code: "request_timeout", Message: "the body did not come in time"}

var tooLarge = &protocol.Problem{Status: http.StatusRequestEntityTooLarge, Message: "the body is larger than the gateway takes"}

// refuse answers with an error.
func (x *exchange) refuse(outcome string, p *protocol.Problem) {
	x.end(outcome, p.Message)
	x.reply(p.Status, protocol.ErrorBody(x.call.Protocol(), p))
}

// complain passes on what an engine finds fault with.
func (x *exchange) complain(c *complaint, message string) {
	x.end(record.Refused, message)
	x.record.Engine = c.engine
	x.w.Header().Set("X-Codegen-Engine", c.engine)
	x.reply(c.status, c.body)
}

// withhold keeps what an engine said out of the record: engines quote prompts.
func (x *exchange) withhold(f *failure) {
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
	n, _ := x.w.Write(document) //nolint:gosec // a document for API clients, not a page; one that has left needs no answer
	x.record.BytesOut += int64(n)
}

// silence is for how long an engine may send nothing in the middle of an answer.
func (x *exchange) silence() time.Duration { return x.table.SilenceOf(false) }

// streamSilence is the same for the stream that the client asked for: the parser of a tool call may keep back all of it.
func (x *exchange) streamSilence() time.Duration { return x.table.SilenceOf(x.request.MayCallTool()) }

// gone tells whether the client has left, and records it.
func (x *exchange) gone() bool {
	if x.r.Context().Err() == nil {
		return false
	}
	if !x.replied {
		x.record.Status = statusClientGone
	}
	x.end(record.ClientGone, "the client left")
	return true
}

// end records how the exchange ended.
func (x *exchange) end(outcome, message string) {
	x.record.Outcome, x.record.Message = outcome, message
}

// setHeaders says which engine answers.
func (x *exchange) setHeaders(engine table.Name) {
	h := x.w.Header()
	h.Set("X-Codegen-Engine", string(engine))
	if x.record.Failover != "" {
		h.Set("X-Codegen-Failover", x.record.Failover)
	}
}
