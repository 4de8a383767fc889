// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/gateway/upstream"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// attempt is one engine that may be asked.
type attempt struct {
	engine *table.Engine
	ask    protocol.UpstreamRequest
	// forced asks the engine although its breaker is open, because there is no other one.
	forced bool
	// last: no other engine is left to be asked, so that this one gets more time.
	last bool
	// resumes: it is to go on with an answer that has before tokens already, of which inPrompt become a part of its prompt. seam checks
	// that it does; nil: that is known.
	resumes          bool
	before, inPrompt int
	seam             *seam
	// byIDs: only the ids of tokens will do, for the text is not all that there is.
	byIDs bool
}

// begin asks an engine, and reads the head of its answer. Any status other than 200 is a failure.
func (x *exchange) begin(a attempt) (*response, *failure) {
	p := x.pools.of(a.engine)
	name := string(a.engine.Name)
	if p.broken != nil {
		return nil, neverReachable(name, p.broken)
	}
	now := time.Now()
	if !p.breaker.allow(now) && !a.forced {
		return nil, leftAlone(name, p.breaker.opensIn(now))
	}
	r := &response{
		engine: a.engine, ask: a.ask, pool: p, blames: &x.blames, began: now, last: a.last, observer: x.observer,
		resumes: a.resumes, before: a.before, inPrompt: a.inPrompt, seam: a.seam,
		stopper: a.ask.Stopper(),
	}
	r.observer.Began(name, a.ask.Model)
	x.record.Engine, x.record.Model = name, a.ask.Model
	if f := x.send(p, r, a.last); f != nil {
		if x.ctx.Err() == nil {
			r.failedBy(f)
		}
		r.close(false)
		return nil, f
	}
	return r, nil
}

// send sends the request, and checks the head of the answer.
func (x *exchange) send(p *pool, r *response, last bool) *failure {
	connect := x.budget(p, r, last)
	r.deadline = connect
	if !r.ask.Stream {
		r.deadline = x.documentBudget(p, r, last)
	}
	r.ctx, r.watched = p.monitor.enter(x.ctx, r.ask)
	if !r.ask.Stream && !last {
		r.ctx, r.cancel = x.whileRouted(r.ctx, r.engine.Name)
	}
	var err error
	r.answer, err = p.client.Do(r.ctx, upstream.Request{
		Method: http.MethodPost, Path: r.ask.Path, Body: r.ask.Body, Header: x.upstreamHeader(r.ask.Stream),
		Deadline: r.deadline, Connect: connect,
	})
	if err != nil {
		return r.failed(err)
	}
	return x.checkHead(r)
}

// budget is until when the first chunk must be there. The last engine that can be asked gets as long as a pause may take, and an engine
// that was seen to take its time over prompts of this size gets twice of that.
func (x *exchange) budget(p *pool, r *response, last bool) time.Time {
	budget := x.table.FirstChunk
	if last || budget <= 0 {
		budget = max(budget, x.silence())
	}
	return r.began.Add(max(budget, 2*p.prefill.expect(len(r.ask.Body))))
}

const (
	// maxDocumentTime bounds an answer that comes as one document, of which nothing is seen before its end.
	maxDocumentTime = 10 * time.Minute
	// usualTokens is how long an answer may be that the client does not bound.
	usualTokens = 4096
	// slowToken is a long time for a token of an engine whose pace is not known, and slowdown how much slower than usual an engine may be.
	slowToken = 100 * time.Millisecond
	slowdown  = 4
)

// documentBudget is until when a document must be there, before another engine is asked: its prompt gets as long as that of a stream, and
// its tokens come by the pace of the engine's streams. It is never less than what a tool call may take.
func (x *exchange) documentBudget(p *pool, r *response, last bool) time.Time {
	most := r.began.Add(maxDocumentTime)
	if last {
		return most
	}
	token, tokens := slowToken, usualTokens
	if gap, known := p.monitor.engine.Gap(); known {
		token = slowdown * gap
	}
	if bound := x.request.MaxTokens; bound > 0 {
		tokens = min(bound, tokens)
	}
	by := x.budget(p, r, last).Add(time.Duration(tokens) * token)
	if least := r.began.Add(x.table.SilenceOf(true)); by.Before(least) {
		by = least
	}
	return earlier(by, most)
}

// upstreamHeader are the header lines of the request to the engine. Each attempt has an id of its own, which begins with the client's: an
// engine that takes two requests of one id for one would mix them up. The trace context passes as it is.
func (x *exchange) upstreamHeader(stream bool) string {
	lines := "Accept: application/json\r\n"
	if stream {
		lines = "Accept: text/event-stream\r\n"
	}
	lines += record.HeaderID + ": " + record.AttemptID(x.record.ID) + "\r\n" + hopLine(x.r.Header, x.table)
	for _, name := range []string{"Traceparent", "Tracestate"} {
		if value := x.r.Header.Get(name); value != "" {
			lines += name + ": " + value + "\r\n"
		}
	}
	return lines
}
