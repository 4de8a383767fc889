// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"net/http"
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/upstream"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

const (
	// tokenizeTimeout bounds how long an engine may take to tell the tokens of a prompt: the client waits.
	tokenizeTimeout = time.Second
	// maxTokenized bounds what it tells, in bytes.
	maxTokenized = 4 << 20
)

// exactly makes of an attempt to continue a chat one by the ids of all tokens so far. Templates of chats trim the text that they are
// given, or add to it; ids leave nothing to them. ok is false where that cannot be done: the ids are not known, or mean another text to
// the engine.
func (o *failover) exactly(a attempt) (exact attempt, ok bool) {
	t := &o.s.transcript
	known := t.ids.all()
	if !a.resumes || known == nil || !o.x.pools.of(a.engine).ids.mayContinue() {
		return a, false
	}
	ask, problem := o.x.request.For(a.engine.Protocol)
	if problem != nil {
		return a, false
	}
	o.s.flushHeld()
	prompt, context := o.tokenize(a, ask)
	if !slices.Equal(prompt, t.ids.prompt) {
		return a, false
	}
	a.ask, ok = o.x.request.ContinueByIDs(ask, t.progress(), known, context)
	a.seam, a.inPrompt = nil, a.before
	return a, ok
}

// tokenize asks an engine for the ids of a chat's prompt, and for how many tokens fit into the context of its model. Where the ids are
// those that the first engine took it for, both engines have the same template and the same vocabulary.
func (o *failover) tokenize(a attempt, ask protocol.UpstreamRequest) (ids []uint32, context int) {
	pool, by := o.x.pools.of(a.engine), time.Now().Add(tokenizeTimeout)
	if pool.broken != nil || ask.Protocol != protocol.OpenAI {
		return nil, 0
	}
	answer, err := pool.client.Do(o.x.ctx, upstream.Request{
		Method: http.MethodPost, Path: protocol.TokenizePath, Body: ask.Body, Header: "Accept: application/json\r\n", Deadline: by, Connect: by,
	})
	if err != nil {
		return nil, 0
	}
	defer answer.Close()
	body, err := readAll(answer, maxTokenized, by)
	if answer.Status != http.StatusOK || err != nil {
		return nil, 0
	}
	return protocol.Tokenized(body)
}

// beginBest asks an engine in the way that is best for what may come.
func (o *failover) beginBest(a attempt) (*response, *failure) {
	if a.resumes {
		return o.beginExactly(a)
	}
	return o.beginWithIDs(a)
}

// beginExactly asks an engine to continue by ids, if it can be asked so, and else from the text.
func (o *failover) beginExactly(a attempt) (*response, *failure) {
	exact, ok := o.exactly(a)
	if ok {
		if r, f := o.begin(exact); f == nil || a.byIDs || !f.cause.isComplaint() {
			return r, f
		}
	}
	if a.byIDs {
		return nil, brokeBy(notContinued, string(a.engine.Name), "could not be continued")
	}
	return o.begin(a)
}

// beginWithIDs asks for the ids of tokens as well, where the engine has shown that it knows of them. Where it refuses that, it is asked as
// the client did.
func (o *failover) beginWithIDs(a attempt) (*response, *failure) {
	support := &o.x.pools.of(a.engine).ids
	if !support.wanted() {
		return o.begin(a)
	}
	with, ok := a.ask.WithTokenIDs(o.x.request)
	if !ok {
		return o.begin(a)
	}
	asking, doubtful := a, support.isDoubtful()
	asking.ask = with
	r, f := o.begin(asking)
	if f == nil || f.cause != requestRefused || !doubtful {
		return r, f
	}
	if r, f = o.begin(a); f == nil {
		support.refuse()
	}
	return r, f
}
