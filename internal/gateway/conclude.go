// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bytes"
	"net/http"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// conclude is the end of the answer; ev is its end marker, nil where that is missing.
func (s *stream) conclude(r *response, ev *protocol.Event) {
	s.alive(r)
	if ev != nil && len(ev.Text) > 0 {
		s.record(r, ev)
		if !s.document {
			s.translate(r, ev.Text)
		}
	}
	if s.document {
		s.replyDocument(r)
		return
	}
	s.commit(r)
	s.settle()
	end := s.encoder.End()
	switch {
	case !r.ask.Same:
		s.finishOwn(s.transcript.finishOr(s.x.request.MaxTokens))
	case ev != nil && len(ev.Text) == 0:
		end = bytes.TrimSpace(ev.Data)
	}
	s.client.event(end)
}

// concludeInPlace ends an answer in place of the engine, which broke after the last token that was asked for.
func (s *stream) concludeInPlace() {
	s.transcript.finish = "length"
	s.chunks.flush(s.reader.tick())
	s.finishOwn(s.transcript.finish)
	s.client.event(s.encoder.End())
	s.x.end(record.OK, "")
}

// finishOwn says in the client's protocol why the answer ends, and how many tokens it has if the client wants to know. Where no engine
// counts them, each event counts as one.
func (s *stream) finishOwn(reason string) {
	if event := s.encoder.Finish(reason); event != nil {
		s.client.event(s.ofAnswer(event))
	}
	if !s.x.request.IncludeUsage {
		return
	}
	usage := s.transcript.usage
	if usage == nil {
		usage = protocol.UsageOf(s.transcript.count.atLeast)
	}
	if event := s.encoder.Usage(usage); event != nil {
		s.client.event(s.ofAnswer(event))
	}
}

// replyDocument answers a client that wants one document.
func (s *stream) replyDocument(r *response) {
	x := s.x
	x.setHeaders(r.engine.Name)
	took := s.reader.at.now.Sub(x.record.Began)
	x.record.FirstChunk = took
	x.end(record.OK, "")
	x.reply(http.StatusOK, s.encoder.Document(protocol.Answer{
		Text: s.transcript.text, Finish: s.transcript.finishOr(x.request.MaxTokens), Usage: s.transcript.usage, Milliseconds: took.Milliseconds(),
	}))
}
