// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"strconv"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

const (
	// writeTime is how long a client may take for what is written to it.
	writeTime = 60 * time.Second
	// slowWrite is how long a write takes at least of a client that does not keep up. Shorter ones are those of a busy machine.
	slowWrite = 250 * time.Millisecond
)

// The trailer tells of the chunks, once they are known.
const (
	trailerChunks  = "X-Codegen-Chunks"
	trailerForced  = "X-Codegen-Chunks-Forced"
	trailerOver    = "X-Codegen-Chunks-Over"
	trailerResumes = "X-Codegen-Resumes"
)

// commit is the point from which on the answer reaches the client, and no other engine can be asked for all of it.
func (s *stream) commit(src *source) {
	if s.committed || s.whole {
		return
	}
	s.committed = true
	x := s.x
	x.headers(src)
	h := x.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Accel-Buffering", "no")
	h.Set("Trailer", trailerChunks+", "+trailerForced+", "+trailerOver+", "+trailerResumes)
	x.record.FirstChunk = s.now.Sub(x.record.Began)
	x.replied, x.record.Status = true, 200
	x.w.WriteHeader(x.record.Status)
}

// write sends what is to be sent, and tells whether the client is still there.
func (s *stream) write() bool {
	if s.x.ctx.Err() != nil {
		return false
	}
	if !s.committed || len(s.out) == 0 {
		return true
	}
	before := time.Now()
	if s.writeBy.Sub(before) < writeTime/2 {
		s.writeBy = before.Add(writeTime)
		_ = s.writer.SetWriteDeadline(s.writeBy) // where there is none, the server's own holds
	}
	n, err := s.x.w.Write(s.out)
	if err == nil {
		err = s.writer.Flush()
	}
	s.x.record.BytesOut += int64(n)
	s.out = s.out[:0]
	if cap(s.out) > maxPreface {
		s.out = nil
	}
	if took := time.Since(before); took > slowWrite {
		s.slow = true
		s.silentBy = s.silentBy.Add(took) // nobody listened to the engine meanwhile
	}
	return err == nil
}

// close notes how the answer came, for the trailer and the record.
func (s *stream) close() {
	stats := s.joiner.Stats()
	r := &s.x.record
	r.Chunks, r.Forced, r.Over, r.LongestHold = stats.Chunks, stats.Forced, stats.Over, stats.LongestHold
	r.Tokens = max(r.Tokens, s.tokens) // a document has told of its own
	if told := (&protocol.Event{Usage: s.usage}).Tokens(); told > 0 {
		r.Tokens = told
	}
	if !s.committed {
		return
	}
	h := s.x.w.Header()
	h.Set(trailerChunks, strconv.Itoa(r.Chunks))
	h.Set(trailerForced, strconv.Itoa(r.Forced))
	h.Set(trailerOver, strconv.Itoa(r.Over))
	h.Set(trailerResumes, strconv.Itoa(r.Resumes))
	_ = s.writer.SetWriteDeadline(time.Time{}) // the connection may serve other requests
}

// replyWhole gives the answer as one document.
func (s *stream) replyWhole(src *source) {
	x := s.x
	x.headers(src)
	x.record.FirstChunk = s.now.Sub(x.record.Began)
	x.end(outcomeOK, "")
	x.reply(200, s.voice.Whole(protocol.Answer{
		Text: s.text, Finish: s.finish, Usage: s.usage, Milliseconds: s.now.Sub(x.record.Began).Milliseconds(),
	}))
}

// writeLast sends the last words, also when the exchange is over already.
func (s *stream) writeLast() {
	_ = s.writer.SetWriteDeadline(time.Now().Add(slowGoodbye))
	if _, err := s.x.w.Write(s.out); err == nil {
		_ = s.writer.Flush() // a client that has left needs no goodbye
	}
	s.out = nil
}

// slowGoodbye is how long a client may take for the last words.
const slowGoodbye = 2 * time.Second
