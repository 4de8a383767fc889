// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// passDocument passes on an answer that came as one document.
func (x *exchange) passDocument(r *response) *failure {
	body, f := x.readDocument(r)
	if f != nil {
		if x.ctx.Err() == nil {
			r.failedBy(f)
		}
		return f
	}
	r.alive(time.Now())
	x.end(record.OK, "")
	x.setHeaders(r.engine.Name)
	if kind := r.answer.Header.Get("Content-Type"); isJSON(kind) && r.ask.Same {
		x.w.Header().Set("Content-Type", kind)
	}
	x.reply(http.StatusOK, body)
	return nil
}

// readDocument reads a document to its end. Where it ends with the connection, only the document itself tells whether it is complete.
func (x *exchange) readDocument(r *response) ([]byte, *failure) {
	name := string(r.engine.Name)
	body, err := readKept(r.answer, maxDocument, r.deadline, x.kept)
	switch {
	case errors.Is(err, errNoRoom):
		return nil, noRoom()
	case errors.Is(err, io.ErrShortBuffer):
		return nil, brokeBy(documentTooLong, name, "is longer than is read of one")
	case err != nil && (r.hasLeft() || r.isHung() || r.isGone() || isTimeout(err)):
		return nil, r.failed(err)
	case err != nil:
		return nil, brokeBy(cutShort, name, "broke off")
	}
	return body, x.checkDocument(r, body)
}

// checkDocument checks that a document is an answer. One that has fewer choices than the client asked for will do where no other engine can
// be asked: there are engines that know of one only.
func (x *exchange) checkDocument(r *response, body []byte) *failure {
	name, d := string(r.engine.Name), protocol.ReadDocument(body)
	said, is := protocol.ComplaintIn(body)
	switch {
	case is:
		return x.reported(r, said.Status, said.Message, body)
	case !protocol.IsObject(body):
		return brokeBy(cutShort, name, d.Failure)
	case d.Failure != "":
		return brokeBy(notReadable, name, d.Failure)
	case d.Choices < x.request.Choices && !r.last:
		return brokeBy(emptyAnswer, name, "has fewer choices than were asked for")
	}
	x.record.Tokens = d.Tokens
	return nil
}

// reported is the failure that an engine reports within an answer of status 200.
func (x *exchange) reported(r *response, status int, message string, body []byte) *failure {
	if status >= http.StatusBadRequest && status < http.StatusInternalServerError || status == http.StatusServiceUnavailable {
		retry := ""
		if status == http.StatusServiceUnavailable {
			retry = "1"
		}
		return x.refusal(r, status, retry, body)
	}
	f := brokeBy(errorReported, string(r.engine.Name), "has an error in it")
	f.detail = r.answer.Secret().Hide(message)
	return f
}
