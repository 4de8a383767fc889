// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"net/http"
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// complaintTimeout is how long the body of an error may take.
const complaintTimeout = 5 * time.Second

// checkHead checks the head of an answer. Of an error it reads the body as well.
func (x *exchange) checkHead(r *response) *failure {
	name, status, h := string(r.engine.Name), r.answer.Status, r.answer.Header
	switch {
	case status == http.StatusOK:
		if problem := unreadable(h, r.ask.Stream); problem != "" {
			return badAnswer("the answer of the engine "+name, problem)
		}
		return nil
	case status < http.StatusBadRequest:
		return badAnswer("the engine "+name, "answered "+http.StatusText(status))
	}
	retry := h.Get("Retry-After")
	// What of the body does not come is not missed: the status says enough.
	body, _ := readAll(r.answer, maxErrorBody, earlier(r.deadline, time.Now().Add(complaintTimeout)))
	return x.refusal(r, status, retry, body)
}

// refusal is the failure of an engine that answers with an error: by its head, or within an answer of status 200.
func (x *exchange) refusal(r *response, status int, retry string, body []byte) *failure {
	name := string(r.engine.Name)
	said, _ := protocol.ComplaintIn(body)
	c := causeOf(status, retry != "" || protocol.IsOverload(body), said.TooLong)
	if c == requestRefused && x.isOfModel(r, status) {
		c = modelUnknown
	}
	switch {
	case c == engineBusy:
		return busy(name, status, retry)
	case !c.isComplaint():
		f := failureOf(c, "the engine "+name+" answered "+http.StatusText(status))
		return f
	}
	f := failureOf(c, "the engine found fault with the request")
	f.status = status
	f.complaint = &complaint{engine: name, status: status, body: x.errorBody(r, status, body)}
	return f
}

// isOfModel tells whether a status says that the engine does not have a model that it is declared to have, and another engine may have it.
func (x *exchange) isOfModel(r *response, status int) bool {
	format, err := r.engine.Protocol.Format()
	if err != nil || !slices.Contains(format.Paths().UnknownModel, status) || !x.declares(r.engine) {
		return false
	}
	other := x.table.Of(r.engine.Name.Other())
	return other != nil && (len(other.Models) == 0 || x.declares(other))
}

// declares tells whether the model of the request is declared for an engine.
func (x *exchange) declares(e *table.Engine) bool { return slices.Contains(e.Models, x.request.Model) }

// errorBody is what the engine finds fault with, in the client's protocol.
func (x *exchange) errorBody(r *response, status int, body []byte) []byte {
	if r.ask.Same && len(body) <= maxComplaint && protocol.IsObject(body) {
		return slices.Clone(body) // that of an event lies in a buffer which the next request gets
	}
	problem := protocol.UpstreamProblem(status, body)
	problem.Message = r.answer.Secret().Hide(problem.Message)
	return protocol.ErrorBody(x.call.Protocol(), problem)
}

// earlier is the earlier of two times; the zero time is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}
