// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"errors"
	"net/http"
	"os"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sse"
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
}

func newStream(x *exchange) *stream {
	document := !x.request.Stream
	s := &stream{
		x: x, document: document,
		reader:     eventReader{ctx: x.ctx, silence: x.streamSilence()},
		transcript: newTranscript(document, x.request.Choices),
		client:     newClientWriter(x.w),
		encoder:    protocol.Encoder{Call: x.call, ID: x.record.ID, Model: x.request.Model, Created: x.record.Began.Unix()},
	}
	s.chunks = newChunker(x.table, x.request.MaxTokens, x.request.PassThrough, &s.client)
	return s
}

// run reads a response to its end, or to what breaks it.
func (s *stream) run(r *response) *failure {
	s.reader.open(r.answer, r.watched, r.deadline)
	defer s.reader.close()
	s.parser = r.ask.Parser()
	for {
		over, f := s.drain(r)
		if f == nil && !s.flush() {
			f = clientGone()
		}
		if over || f != nil {
			return f
		}
		if err := s.read(); err != nil {
			if over, f := s.readFailed(r, err); over || f != nil {
				return f
			}
		}
	}
}

// read reads more of the answer. What comes does not hide that there is nothing in it that the client waits for.
func (s *stream) read() error {
	if s.reader.isSilent() {
		return os.ErrDeadlineExceeded
	}
	if t := &s.transcript; s.client.begun && !t.canContinue() && !t.canRestart() {
		s.reader.stay()
	}
	return s.reader.read(s.due())
}

// drain handles all events that were read.
func (s *stream) drain(r *response) (over bool, f *failure) {
	for {
		data, ok := s.reader.next()
		if !ok {
			break
		}
		if over, f = s.handle(r, data); over || f != nil {
			return over, f
		}
	}
	if s.reader.drained() {
		s.chunks.catchUp(&s.reader.at)
		s.expire()
	}
	return false, nil
}

// due is when the open chunk closes. Before the client has seen anything, nothing is delayed.
func (s *stream) due() due {
	if !s.client.begun {
		return due{}
	}
	return s.chunks.due()
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

// readFailed tells what an error of a read means; over tells whether the answer is complete.
func (s *stream) readFailed(r *response, err error) (over bool, f *failure) {
	name := string(r.engine.Name)
	switch {
	case s.x.ctx.Err() != nil:
		return false, clientGone()
	case errors.Is(err, sse.ErrLongEvent):
		return false, brokeBy(eventTooLong, name, "has "+err.Error())
	case !s.hasEnded() && (r.isHung() || r.isGone()):
		return false, r.takenAway(name)
	case !isTimeout(err):
		return s.end(r, nil) // where the engine had said of each choice why it ends, nothing is missing
	case !s.reader.isSilent():
		s.expire()
		return false, nil
	case s.hasEnded():
		return s.end(r, nil)
	case !s.reader.responded:
		return false, failed(name, err)
	}
	return false, brokeBy(fellSilent, name, "fell silent in the middle")
}

// commit is the point from which on the answer reaches the client, and no other engine can be asked for all of it.
func (s *stream) commit(r *response) {
	if s.client.begun || s.document {
		return
	}
	x := s.x
	x.setHeaders(r)
	x.record.FirstChunk = s.reader.at.now.Sub(x.record.Began)
	x.replied, x.record.Status = true, http.StatusOK
	s.client.begin()
}

// reset forgets an answer that broke before the client saw any of it.
func (s *stream) reset() {
	s.client.discard()
	s.chunks.held = s.chunks.held[:0]
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

// replyDocument answers a client that wants one document.
func (s *stream) replyDocument(r *response) {
	x := s.x
	x.setHeaders(r)
	took := s.reader.at.now.Sub(x.record.Began)
	x.record.FirstChunk = took
	x.end(record.OK, "")
	x.reply(http.StatusOK, s.encoder.Document(protocol.Answer{
		Text: s.transcript.text, Finish: s.transcript.finish, Usage: s.transcript.usage, Milliseconds: took.Milliseconds(),
	}))
}

// pause waits for a moment between two attempts.
func (s *stream) pause(d time.Duration) { s.reader.sleep(time.Now().Add(d)) }
