// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"errors"
	"io"
	"net/http"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// passDocument passes on an answer that is not a stream.
func (x *exchange) passDocument(r *response) *failure {
	body, f := x.readDocument(r)
	if f != nil {
		if x.ctx.Err() == nil {
			r.judge(f.verdict())
		}
		return f
	}
	r.judge(nil)
	if r.answer.Status == http.StatusOK {
		x.end(record.OK, "")
	} else {
		x.end(record.Refused, "the engine found fault with the request")
		body = x.errorBody(r, body)
	}
	x.setHeaders(r)
	if kind := r.answer.Header.Get("Content-Type"); kind != "" && r.ask.Same {
		x.w.Header().Set("Content-Type", kind)
	}
	x.reply(r.answer.Status, body)
	return nil
}

// readDocument reads a document to its end. Where it ends with the connection, only the document itself tells whether it is complete.
func (x *exchange) readDocument(r *response) ([]byte, *failure) {
	name, ok := string(r.engine.Name), r.answer.Status == http.StatusOK
	limit := maxErrorBody
	if ok {
		limit = maxDocument
	}
	body, err := readAll(r.answer, limit, r.deadline)
	switch {
	case errors.Is(err, io.ErrShortBuffer):
		return nil, broke(name, "is longer than is read of one")
	case err != nil && r.hasLeft():
		return nil, r.failed(err)
	case err != nil:
		return nil, broke(name, "broke off")
	case !ok:
		return body, nil
	}
	tokens, whole := protocol.ReadDocument(body)
	if !whole {
		return nil, broke(name, "is not a whole JSON document")
	}
	x.record.Tokens = tokens
	return body, nil
}

// errorBody is what the engine finds fault with, in the client's protocol.
func (x *exchange) errorBody(r *response, body []byte) []byte {
	if r.ask.Same {
		return body
	}
	return protocol.ErrorBody(x.call.Protocol(), protocol.UpstreamProblem(r.answer.Status, body))
}
