// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"time"
)

// silence is for how long an engine may send nothing in the middle of an answer.
func (x *exchange) silence() time.Duration { return x.table.SilenceOf(false) }

// streamSilence is the same for the stream that the client asked for: the parser of a tool call may keep back all of it.
func (x *exchange) streamSilence() time.Duration { return x.table.SilenceOf(x.request.MayCallTool()) }

const (
	// maxDocumentTime bounds an answer that comes as one document, of which nothing is seen before its end.
	maxDocumentTime = 10 * time.Minute
	// usualTokens is how long an answer may be that the client does not bound.
	usualTokens = 4096
	// slowToken is a long time for a token of an engine whose pace is not known, and slowdown how much slower than usual an engine may be.
	slowToken = 100 * time.Millisecond
	slowdown  = 4
)

// documentBudget is until when a document must be there, before another engine is asked: its prompt gets as long as that of a stream, and its
// tokens come by the pace of the engine's streams. It is never less than what a tool call may take.
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

// isHung and isGone tell why the engine's monitor ended the request.
func (r *response) isHung() bool { return errors.Is(context.Cause(r.ctx), errHung) }
func (r *response) isGone() bool { return errors.Is(context.Cause(r.ctx), errGone) }

// takenAway is the failure of a stream that the engine's monitor ended.
func (r *response) takenAway(name string) *failure {
	switch {
	case !r.served:
		return r.failed(context.Cause(r.ctx))
	case r.isHung():
		return brokeBy(fellSilent, name, "fell silent with all others: the engine hangs")
	}
	return brokeBy(fellSilent, name, "fell silent, and the engine does not accept connections any more")
}
