// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/gateway/upstream"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// bounds of answers, in bytes.
const (
	maxDocument  = 32 << 20
	maxErrorBody = 64 << 10
)

// response is one engine's answer to one attempt.
type response struct {
	engine *table.Engine
	ask    protocol.UpstreamRequest
	answer *upstream.Response
	// ctx is the context of the request to the engine; cancel ends it, and is nil where it is the client's own.
	ctx    context.Context
	cancel context.CancelFunc
	// verdict reports to the breaker how it went; it is called once.
	verdict  func(error)
	observer record.Observer
	// before is how many tokens the engines before it generated: it continues their answer.
	before int
	// deadline is when something must have come that the client waits for.
	deadline time.Time
}

// judge reports to the breaker how it went, the first time that it is called.
func (r *response) judge(err error) {
	if r.verdict != nil {
		r.verdict(err)
		r.verdict = nil
	}
}

// close ends the reading. An answer that came to its end leaves its connection for the next request.
func (r *response) close(ended bool) {
	r.judge(errNoVerdict)
	if r.cancel != nil {
		defer r.cancel()
	}
	if r.answer != nil && ended {
		r.answer.Finish()
	} else if r.answer != nil {
		r.answer.Close()
	}
	r.observer.Left(string(r.engine.Name), r.ask.Model)
}

// unreadable is what is wrong with the head of an answer of status 200; empty: nothing.
func unreadable(h http.Header, stream bool) string {
	if encoding := h.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return "is compressed although that was not asked for"
	}
	kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	if stream && kind != "text/event-stream" || kind == "text/html" {
		return "is not of the kind that was asked for"
	}
	return ""
}

// readAll reads the rest of an answer, of at most so many bytes.
func readAll(a *upstream.Response, limit int, deadline time.Time) ([]byte, error) {
	var all []byte
	for buf := make([]byte, 8<<10); ; {
		n, err := a.Read(buf, deadline)
		all = append(all, buf[:n]...)
		switch {
		case err == io.EOF: //nolint:errorlint // Read gives it as it is
			return all, nil
		case err != nil:
			return all, err
		case len(all) > limit:
			return all, io.ErrShortBuffer
		}
	}
}
