// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/memory"
	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/gateway/upstream"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// bounds of answers, in bytes.
const (
	maxDocument = 32 << 20
	// maxErrorBody is how much is read of an error, and maxComplaint how much of it a client gets as it came: of a longer one it gets the
	// beginning of the message.
	maxErrorBody = 1 << 20
	maxComplaint = 64 << 10
)

// response is one engine's answer to one attempt.
type response struct {
	engine *table.Engine
	ask    protocol.UpstreamRequest
	answer *upstream.Response
	// ctx is the context of the request to the engine; cancel ends it, and is nil where it is the client's own.
	ctx    context.Context
	cancel context.CancelFunc
	// watched is how the engine's monitor sees the request.
	watched *watchedRequest
	// pool is how the engine is reached, and blames what failed over the same request before.
	pool   *pool
	blames *blames
	// began is when the engine was asked.
	began time.Time
	// served: the engine has generated something. judged: its breaker knows how the attempt went.
	served, judged bool
	observer       record.Observer
	// resumes: it goes on with the answer of engines that generated before tokens, of which inPrompt are a part of its own prompt. seam checks
	// that it does, and is nil where that is known.
	resumes          bool
	before, inPrompt int
	seam             *seam
	// stopper ends the text at a stop string, where the engine does not know them; nil: it does, or there are none. stopped: it did,
	// so that the engine goes on with what nobody reads.
	stopper *protocol.Stopper
	stopped bool
	// last: no other engine is left to be asked.
	last bool
	// deadline is when something must have come that the client waits for.
	deadline time.Time
}

// alive notes that the engine generated something at a time.
func (r *response) alive(now time.Time) {
	if r.served {
		r.pool.alive(now)
		return
	}
	r.served, r.judged = true, true
	r.pool.prefill.measured(len(r.ask.Body), now.Sub(r.began))
	r.blames.served(r.pool.breaker, now)
}

// failedBy reports a failure to the breaker. An engine that had generated something is not blamed for what came after, which still tells
// whether the request is at fault.
func (r *response) failedBy(f *failure) {
	if r.judged || f.cause == noCause {
		r.blames.suspects(r.pool.breaker, f.cause)
		return
	}
	r.judged = true
	now := time.Now()
	if f.cause == tooSlow && r.pool.breaker.servedSince(r.began) {
		r.pool.prefill.measured(len(r.ask.Body), now.Sub(r.began))
	}
	r.blames.failed(r.pool.breaker, f.cause, r.began, now)
}

// close ends the reading. An answer that came to its end leaves its connection for the next request.
func (r *response) close(ended bool) {
	if !r.judged {
		r.judged = true
		r.pool.breaker.release()
	}
	defer r.watched.leave(ended)
	if r.cancel != nil {
		defer r.cancel()
	}
	if r.answer != nil && ended && !r.stopped {
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

// isJSON tells whether a content type is that of JSON.
func isJSON(kind string) bool {
	media, _, err := mime.ParseMediaType(kind)
	return err == nil && media == "application/json"
}

// readAll reads the rest of an answer, without the engine's key, of at most so many bytes.
func readAll(a *upstream.Response, limit int, deadline time.Time) ([]byte, error) {
	return readKept(a, limit, deadline, nil)
}

// errNoRoom: the answers of all requests take all the memory that there is for them.
var errNoRoom = errors.New("there is no room for the answer")

// readKept is readAll for what counts as kept.
func readKept(a *upstream.Response, limit int, deadline time.Time, kept *memory.Account) ([]byte, error) {
	var all []byte
	for buf := make([]byte, 8<<10); ; {
		n, err := a.Read(buf, deadline)
		all = append(all, buf[:n]...)
		switch {
		case err == io.EOF: //nolint:errorlint // Read gives it as it is
			return a.Secret().HideData(all), nil
		case err != nil:
			return a.Secret().HideData(all), err
		case !kept.Cover(int64(len(all))):
			return nil, errNoRoom
		case len(all) > limit:
			return a.Secret().HideData(all), io.ErrShortBuffer
		}
	}
}
