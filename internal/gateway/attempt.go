// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/gateway/upstream"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// documentTimeout bounds an answer that comes as one document, of which nothing is seen before its end.
const documentTimeout = 10 * time.Minute

// attempt is one engine that may be asked.
type attempt struct {
	engine *table.Engine
	ask    protocol.UpstreamRequest
	// forced asks the engine although its breaker is open, because there is no other one.
	forced bool
	// last: no other engine is left to be asked, so that this one gets more time.
	last bool
	// before is how many tokens there are already.
	before int
}

// begin asks an engine, and reads the head of its answer. Any status other than 200 is a failure, unless the engine finds fault with the
// request itself.
func (x *exchange) begin(a attempt) (*response, *failure) {
	p := x.pools.of(a.engine)
	name := string(a.engine.Name)
	if p.broken != nil {
		return nil, unreachable(name, "cannot be asked: "+p.broken.Error())
	}
	verdict, err := p.breaker.Allow()
	if err != nil && !a.forced {
		return nil, leftAlone(name)
	}
	r := &response{engine: a.engine, ask: a.ask, verdict: verdict, before: a.before, observer: x.observer}
	r.observer.Began(name, a.ask.Model)
	x.record.Engine, x.record.Model = name, a.ask.Model
	if f := x.send(p, r, a.last); f != nil {
		if x.ctx.Err() == nil {
			r.judge(f.verdict())
		}
		r.close(false)
		return nil, f
	}
	return r, nil
}

// send sends the request, and checks the head of the answer.
func (x *exchange) send(p *pool, r *response, last bool) *failure {
	now := time.Now()
	connect := x.budget(now, last)
	r.deadline = connect
	if !r.ask.Stream {
		r.deadline = now.Add(documentTimeout)
	}
	r.ctx = x.ctx
	if !r.ask.Stream && !last {
		r.ctx, r.cancel = x.whileRouted(r.engine.Name)
	}
	var err error
	r.answer, err = p.client.Do(r.ctx, upstream.Request{
		Method: http.MethodPost, Path: r.ask.Path, Body: r.ask.Body, Header: x.upstreamHeader(r.ask.Stream),
		Deadline: r.deadline, Connect: connect,
	})
	if err != nil {
		return r.failed(err)
	}
	return r.checkHead()
}

// budget is until when the first chunk must be there. The last engine that can be asked gets as long as a pause may take.
func (x *exchange) budget(now time.Time, last bool) time.Time {
	budget := x.table.FirstChunk
	if last || budget <= 0 {
		budget = max(budget, x.silence())
	}
	return now.Add(budget)
}

// upstreamHeader are the header lines of the request to the engine. The id was checked when it came; the trace context passes as it is.
func (x *exchange) upstreamHeader(stream bool) string {
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

// checkHead checks the head of an answer.
func (r *response) checkHead() *failure {
	name, status, h := string(r.engine.Name), r.answer.Status, r.answer.Header
	retry := h.Get("Retry-After")
	switch {
	case status == http.StatusOK:
		if problem := unreadable(h, r.ask.Stream); problem != "" {
			return badAnswer("the answer of the engine "+name, problem)
		}
		return nil
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable && retry != "":
		return busy(name, status, retry)
	case isRequestFault(status):
		return nil
	}
	return badAnswer("the engine "+name, "answered "+http.StatusText(status))
}

// isRequestFault tells whether an engine found fault with the request itself, as another engine would. 401 and 403 are about the gateway's
// own key, and 408 is not about the request's content.
func isRequestFault(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestTimeout, http.StatusProxyAuthRequired:
		return false
	}
	return status >= 400 && status < 500
}
