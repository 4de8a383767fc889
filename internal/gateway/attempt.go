// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/gateway/upstream"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// wholeTime bounds an answer that comes as one document: of that nothing is seen before its end.
const wholeTime = 10 * time.Minute

// attempt is one engine that may be asked.
type attempt struct {
	engine *table.Engine
	ask    protocol.Ask
	// forced asks it although its breaker is open: there is no other one.
	forced bool
	// last: no other one is left to be asked, so that it gets more time.
	last bool
	// before is how many tokens there are already.
	before int
}

// begin asks an engine, and reads the head of its answer. Whatever it answered, other than 200, is a failure.
func (x *exchange) begin(a attempt) (*source, *failure) {
	line := x.gateway.lines.to(a.engine)
	name := string(a.engine.Name)
	if line.broken != nil {
		return nil, unreachable(name, "cannot be asked: "+line.broken.Error())
	}
	verdict, err := line.breaker.Allow()
	if err != nil && !a.forced {
		return nil, leftAlone(name)
	}
	s := &source{engine: a.engine, ask: a.ask, verdict: verdict, before: a.before, observer: x.gateway.options.Observer}
	s.observer.Began(name, a.ask.Model)
	x.record.Engine, x.record.Model = name, a.ask.Model
	if f := x.ask(line, s, a.last); f != nil {
		if x.ctx.Err() == nil {
			s.judge(f.verdict())
		}
		s.close(false)
		return nil, f
	}
	return s, nil
}

// ask sends the request, and looks at the head of the answer.
func (x *exchange) ask(line *line, s *source, last bool) *failure {
	now := time.Now()
	connect := x.budget(now, last)
	s.deadline = connect
	if !s.ask.Stream {
		s.deadline = now.Add(wholeTime)
	}
	s.ctx = x.ctx
	if !s.ask.Stream && !last {
		s.ctx, s.unwatch = x.whileRouted(x.ctx, s.engine.Name)
	}
	var err error
	s.answer, err = line.client.Do(s.ctx, upstream.Request{
		Method: http.MethodPost, Path: s.ask.Path, Body: s.ask.Body, Header: x.header(s.ask.Stream),
		Deadline: s.deadline, Connect: connect,
	})
	if err != nil {
		return s.failed(err)
	}
	return x.judge(s)
}

// budget is until when the first chunk must be there. The last engine that can be asked gets as long as a pause may take.
func (x *exchange) budget(now time.Time, last bool) time.Time {
	budget := x.table.FirstChunk
	if last || budget <= 0 {
		budget = max(budget, x.silence())
	}
	return now.Add(budget)
}

func (x *exchange) silence() time.Duration {
	if x.table.Silence > 0 {
		return x.table.Silence
	}
	return table.DefaultSilence
}

// header are the lines that go with a request. The id was looked at when it came; traces pass as they are.
func (x *exchange) header(stream bool) string {
	lines := "Accept: application/json\r\n"
	if stream {
		lines = "Accept: text/event-stream\r\n"
	}
	lines += "X-Request-Id: " + x.record.ID + "\r\n"
	for _, name := range []string{"Traceparent", "Tracestate"} {
		if value := x.r.Header.Get(name); value != "" {
			lines += name + ": " + value + "\r\n"
		}
	}
	return lines
}

// judge looks at the head of an answer.
func (x *exchange) judge(s *source) *failure {
	name, status, h := string(s.engine.Name), s.answer.Status, s.answer.Header
	retry := h.Get("Retry-After")
	switch {
	case status == http.StatusOK:
		if problem := unreadable(h, s.ask.Stream); problem != "" {
			return badAnswer("the answer of the engine "+name, problem)
		}
		return nil
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable && retry != "":
		return busy(name, status, retry)
	case isComplaint(status):
		return nil
	}
	return badAnswer("the engine "+name, "answered "+http.StatusText(status))
}

// isComplaint tells whether an engine found fault with the request itself: another one would do so as well. 401 and 403 are
// about the gateway's own key, and 408 is not about what was asked.
func isComplaint(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestTimeout, http.StatusProxyAuthRequired:
		return false
	}
	return status >= 400 && status < 500
}

// document passes an answer on that is not a stream.
func (x *exchange) document(s *source) *failure {
	body, f := x.readDocument(s)
	if f != nil {
		if x.ctx.Err() == nil {
			s.judge(f.verdict())
		}
		return f
	}
	s.judge(nil)
	if s.answer.Status == http.StatusOK {
		x.end(outcomeOK, "")
	} else {
		x.end(outcomeRefused, "the engine found fault with the request")
		body = x.complaint(s, body)
	}
	x.headers(s)
	if kind := s.answer.Header.Get("Content-Type"); kind != "" && s.ask.Same {
		x.w.Header().Set("Content-Type", kind)
	}
	x.reply(s.answer.Status, body)
	return nil
}

// readDocument reads it to its end. Where the end of the connection is the end of the body, only the document itself tells whether it is whole.
func (x *exchange) readDocument(s *source) ([]byte, *failure) {
	name, ok := string(s.engine.Name), s.answer.Status == http.StatusOK
	limit := maxComplaint
	if ok {
		limit = maxDocument
	}
	body, err := readAll(s.answer, limit, s.deadline)
	switch {
	case errors.Is(err, io.ErrShortBuffer):
		return nil, broke(name, "is longer than is read of one")
	case err != nil && s.hasLeft():
		return nil, s.failed(err)
	case err != nil:
		return nil, broke(name, "broke off")
	case !ok:
		return body, nil
	}
	tokens, whole := protocol.Document(body)
	if !whole {
		return nil, broke(name, "is not a whole JSON document")
	}
	x.record.Tokens = tokens
	return body, nil
}

// complaint is what the engine finds fault with, in the client's protocol.
func (x *exchange) complaint(s *source, body []byte) []byte {
	if s.ask.Same {
		return body
	}
	return protocol.Refusal(x.call, &protocol.Problem{Status: s.answer.Status, Message: protocol.Complaint(body)})
}

// headers say who answers.
func (x *exchange) headers(s *source) {
	h := x.w.Header()
	h.Set("X-Codegen-Engine", string(s.engine.Name))
	if x.record.Failover != "" {
		h.Set("X-Codegen-Failover", x.record.Failover)
	}
}
