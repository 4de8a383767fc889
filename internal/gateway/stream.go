// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// stream is an answer on its way to a client, whichever engines it comes from. A token takes the way reader → handle → chunker → client.
type stream struct {
	x *exchange
	// document: the client wants one document, so that nothing is written before the end.
	document bool
	// reader reads events from the engine that is answering, and parser understands them.
	reader     eventReader
	parser     *protocol.Parser
	transcript transcript
	chunks     chunker
	client     clientWriter
	encoder    protocol.Encoder
	// speaker is the role that the last text came with, as JSON; empty: it came with none.
	speaker string
	// joining is what the part is of that was joined last; empty: it was text.
	joining string
	// aside is the last event that only counts tokens, where it came while text was held.
	aside []byte
	// scratch is where an event stands without the ids of its tokens.
	scratch []byte
}

func newStream(x *exchange) *stream {
	document := !x.request.Stream
	s := &stream{
		x: x, document: document,
		reader:     eventReader{ctx: x.ctx, silence: x.streamSilence()},
		transcript: newTranscript(document, x.request.Choices, x.kept),
		client:     newClientWriter(x.w),
		encoder:    protocol.Encoder{Call: x.call, ID: x.record.ID, Model: x.request.Model, Created: x.record.Began.Unix()},
	}
	s.chunks = newChunker(x.table, x.request.MaxTokens, x.request.PassThrough, &s.client)
	return s
}

func (s *stream) expire() { s.chunks.expire(s.reader.at.now, &s.reader.pace) }

// flush writes to the client, and tells whether it is still there. While a slow client stalled the stream, nobody listened to the engine.
func (s *stream) flush() bool {
	if s.x.ctx.Err() != nil {
		return false
	}
	stalled, err := s.client.flush()
	if stalled > 0 {
		s.chunks.slow = true
		s.reader.excuse(stalled)
	}
	return err == nil
}

// flushHeld closes the open chunk now, and writes it. A client that is gone is noticed later, by the context.
func (s *stream) flushHeld() {
	s.chunks.flush(s.reader.tick())
	_ = s.flush()
}

// commit is the point from which on the answer reaches the client, and no other engine can be asked for all of it.
func (s *stream) commit(r *response) {
	if s.client.begun || s.document {
		return
	}
	x := s.x
	x.setHeaders(r.engine.Name)
	x.record.FirstChunk = s.reader.at.now.Sub(x.record.Began)
	x.replied, x.record.Status = true, http.StatusOK
	s.client.begin()
}

// reset forgets an answer that broke before the client saw any of it.
func (s *stream) reset() {
	s.client.discard()
	s.chunks.held, s.aside, s.joining = s.chunks.held[:0], s.aside[:0], ""
	s.transcript.reset()
}

// finish reports how the answer came, in the trailer and in the record.
func (s *stream) finish() {
	stats := s.chunks.joiner.Stats()
	r := &s.x.record
	r.Chunks, r.Forced, r.Over, r.LongestHold = s.chunks.chunks(), stats.Forced, stats.Over, stats.LongestHold
	r.Tokens = max(r.Tokens, s.transcript.count.atLeast) // a document has its own count
	if counted, _ := protocol.CompletionTokens(s.transcript.usage); counted > 0 {
		r.Tokens = counted
	}
	r.BytesOut += s.client.sent
	s.client.end(r)
}

// pause waits for a moment between two attempts.
func (s *stream) pause(d time.Duration) { s.reader.sleep(time.Now().Add(d)) }

// hasEnded tells whether the answer is whole but for its end marker, and for the usage before that.
func (s *stream) hasEnded() bool { return s.transcript.ends.all() }
