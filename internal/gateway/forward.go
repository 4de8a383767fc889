// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bytes"
	"slices"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// maxPreface bounds what is kept of events before the first chunk, in bytes.
const maxPreface = 64 << 10

// handle takes one event, and tells whether it is the end.
func (s *stream) handle(r *response, data []byte) (over bool, f *failure) {
	if r.resumes && r.ask.Same && s.transcript.identity != nil {
		data = s.transcript.identity.RewriteIDs(data, r.before, r.inPrompt)
	}
	ev := s.parse(r, data)
	if r.resumes && !r.ask.Same && ev.Usage != nil {
		ev.Usage = protocol.Recount(ev.Usage, r.before, r.inPrompt)
	}
	s.transcript.ends.add(ev)
	s.reader.introduce(ev.Role)
	switch {
	case ev.Failure != "":
		return s.fail(r, ev)
	case ev.End:
		return s.end(r, ev)
	case s.drops(r, ev):
		return false, nil
	}
	if r.seam != nil {
		if f := s.cross(r, ev); f != nil {
			return false, f
		}
	} else {
		s.forward(r, ev)
	}
	if s.hasEnded() {
		s.chunks.flush(&s.reader.at)
		s.reader.expectEnd()
	}
	if s.document && len(s.transcript.text) > maxDocument {
		return false, broke(string(r.engine.Name), "is longer than is kept of one")
	}
	return false, nil
}

// parse reads an event, without the engine's key. Nearly all events differ from the one before in their text alone.
func (s *stream) parse(r *response, data []byte) *protocol.Event {
	ev := s.parser.Parse(data)
	fresh, secret := ev.Data, r.answer.Secret()
	if ev.Framed {
		fresh = ev.Text
	}
	if ev.Failure == "" && !secret.Shows(fresh) {
		return ev
	}
	return s.parser.Parse(secret.HideData(data))
}

// fail takes a failure that the engine reports. After the end of the answer it is none: whatever went wrong, nothing is missing.
func (s *stream) fail(r *response, ev *protocol.Event) (over bool, f *failure) {
	if s.hasEnded() && ev.Finish == "" {
		return s.end(r, nil)
	}
	return false, s.engineFailure(r, ev)
}

// end is the end of what an engine sends, with its end marker or without one (nil). It is that of an answer only where that is whole: engines
// send their end marker after failures as well.
func (s *stream) end(r *response, marker *protocol.Event) (over bool, f *failure) {
	switch {
	case s.isNothing(marker) && !r.last:
		return false, brokeBy(emptyAnswer, string(r.engine.Name), "has nothing in it")
	case marker == nil && !s.hasEnded():
		return false, incomplete(r, "broke off")
	case !s.isWhole(r):
		return false, incomplete(r, "ends before all of its choices do")
	}
	s.conclude(r, marker)
	return true, nil
}

// incomplete is the failure of an answer that ends before it is whole.
func incomplete(r *response, how string) *failure {
	if !r.served {
		return brokeBy(cutShort, string(r.engine.Name), how)
	}
	return broke(string(r.engine.Name), how)
}

// drops reports whether an event carries nothing that the client needs.
func (s *stream) drops(r *response, ev *protocol.Event) bool {
	return ev.Empty() && (r.resumes || s.document || s.chunks.holds())
}

// engineFailure is the failure that an engine reports in its answer. Clients of its protocol get it in its own words, unless no client would
// see a failure in them: the event cannot be read, or it gives the answer up with a finish reason.
func (s *stream) engineFailure(r *response, ev *protocol.Event) *failure {
	f := s.x.reported(r, ev.Status, ev.Failure, ev.Data)
	switch {
	case ev.Degenerated():
		f = brokeBy(degenerated, string(r.engine.Name), "runs into a loop")
	case ev.Unreadable && !r.served:
		f = brokeBy(notReadable, string(r.engine.Name), "has an error in it")
	case r.served && !f.cause.isComplaint():
		f = broke(string(r.engine.Name), "has an error in it")
	}
	f.detail = r.answer.Secret().Hide(ev.Failure)
	if r.ask.Same && !ev.Unreadable && ev.Finish == "" {
		f.event = slices.Clone(ev.Data)
	}
	return f
}

// forward forwards an event that is neither the end nor a failure.
func (s *stream) forward(r *response, ev *protocol.Event) {
	s.record(r, ev)
	switch {
	case s.document:
	case r.ask.Same:
		s.relay(r, ev)
	case len(ev.Text) > 0:
		s.translate(r, ev.Text)
	}
}

// record keeps what an event says, and that the engine is alive.
func (s *stream) record(r *response, ev *protocol.Event) {
	if len(ev.Text) > 0 || ev.Rich || ev.Finish != "" {
		s.alive(r)
	}
	s.transcript.add(ev)
}

func (s *stream) alive(r *response) {
	s.reader.alive()
	r.alive(s.reader.at.now)
}

// translate forwards a text of another protocol than the client's.
func (s *stream) translate(r *response, text []byte) {
	if !s.client.begun {
		if opening := s.encoder.Opening(); opening != nil {
			s.client.event(opening)
		}
		s.commit(r)
		s.chunks.frame = s.encoder.Frame()
		s.transcript.identity = nil
		s.transcript.identify(slices.Concat(s.chunks.frame.Before, s.chunks.frame.After))
	}
	if len(s.chunks.frame.Before) == 0 {
		s.chunks.frame = s.ownFrame()
	}
	s.chunks.add(text, &s.reader.at)
}

// relay forwards an event of the client's own protocol.
func (s *stream) relay(r *response, ev *protocol.Event) {
	s.transcript.identify(ev.Data)
	if ev.Empty() || len(ev.Text) == 0 && ev.Usage != nil && !ev.Rich && ev.Finish == "" {
		s.relayAside(ev.Data)
		return
	}
	s.commit(r)
	if len(ev.Text) > 0 && !ev.Alone && !ev.Rich {
		s.relayText(ev)
		return
	}
	s.chunks.flush(&s.reader.at)
	s.chunks.pass(ev, &s.reader.at)
	s.client.event(ev.Data)
}

// relayText adds a text that can be joined with others: the chunk is written in the frame of its last event.
func (s *stream) relayText(ev *protocol.Event) {
	if ev.Role {
		s.chunks.flush(&s.reader.at) // what is held has another role
	}
	s.chunks.frame = s.parser.Frame()
	s.chunks.add(ev.Text, &s.reader.at)
	if ev.Finish != "" || ev.Role {
		s.chunks.flush(&s.reader.at)
	}
}

// relayAside forwards an event that is not part of the answer, in its order.
func (s *stream) relayAside(data []byte) {
	if s.client.begun {
		s.chunks.flush(&s.reader.at)
	} else if len(s.client.buf) > maxPreface {
		return
	}
	s.client.event(data)
}

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
	s.chunks.flush(&s.reader.at)
	end := s.encoder.End()
	switch {
	case !r.ask.Same:
		s.finishOwn(s.transcript.finishOrStop())
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

// finishOwn says in the client's protocol why the answer ends, and how many tokens it has if the client wants to know. Where no engine counts
// them, each event counts as one.
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

// ofAnswer gives an event of the gateway's own the identity of the answer.
func (s *stream) ofAnswer(event []byte) []byte {
	if s.transcript.identity == nil {
		return event
	}
	return s.transcript.identity.RewriteIDs(event, 0, 0)
}

// ownFrame is what a text is written in where no engine has sent one yet.
func (s *stream) ownFrame() protocol.Frame {
	f := s.encoder.Frame()
	if s.transcript.identity == nil {
		return f
	}
	before, after, _ := bytes.Cut(s.ofAnswer(slices.Concat(f.Before, []byte(`\u0001`), f.After)), []byte(`\u0001`))
	return protocol.Frame{Before: before, After: after}
}
