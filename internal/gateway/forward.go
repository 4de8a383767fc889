// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bytes"
	"slices"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// maxPreface bounds what is kept of events before the first chunk, in bytes.
const maxPreface = 64 << 10

// drops reports whether an event carries nothing that the client needs.
func (s *stream) drops(r *response, ev *protocol.Event) bool {
	return ev.Empty() && (r.resumes || s.document || s.chunks.holds())
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
	if s.joining != "" { // what is held, and its frame, are of reasoning or of a call
		s.chunks.flush(&s.reader.at)
		s.chunks.frame, s.joining = protocol.Frame{}, ""
	}
	if len(s.chunks.frame.Before) == 0 {
		s.chunks.frame = s.ownFrame()
	}
	s.chunks.add(text, &s.reader.at)
}

// relay forwards an event of the client's own protocol.
func (s *stream) relay(r *response, ev *protocol.Event) {
	s.transcript.identify(ev.Data)
	counts := len(ev.Text) == 0 && ev.Usage != nil && !ev.Rich && ev.Finish == ""
	if ev.Empty() || counts {
		s.relayAside(ev.Data, counts)
		return
	}
	s.commit(r)
	switch {
	case len(ev.Text) > 0 && !ev.Alone && !ev.Rich:
		s.relayText(ev)
	case len(ev.Part) > 0:
		s.relayPart(ev)
	default:
		s.settle()
		s.chunks.pass(ev, &s.reader.at)
		s.client.event(ev.Data)
	}
}

// settle closes the open chunk, and writes what waits for that.
func (s *stream) settle() {
	s.chunks.flush(&s.reader.at)
	if len(s.aside) > 0 {
		s.client.event(s.aside)
		s.aside = s.aside[:0]
	}
}

// relayPart adds reasoning, or arguments of a tool call, by the same schedule as text. A chunk has parts of one kind.
func (s *stream) relayPart(ev *protocol.Event) {
	if ev.PartOf != s.joining {
		s.chunks.flush(&s.reader.at)
		s.joining = ev.PartOf
	}
	s.chunks.frame = s.parser.PartFrame()
	s.chunks.add(ev.Part, &s.reader.at)
}

// relayText adds a text that can be joined with others: the chunk is written in the frame of its last event.
func (s *stream) relayText(ev *protocol.Event) {
	if s.joining != "" || !ev.Framed && string(ev.Speaker) != s.speaker {
		s.chunks.flush(&s.reader.at) // what is held is no text, or has another role
		s.joining = ""
	}
	if !ev.Framed {
		s.speaker = string(ev.Speaker)
	}
	s.chunks.frame = s.parser.Frame()
	s.chunks.add(ev.Text, &s.reader.at)
	if ev.Finish != "" {
		s.chunks.flush(&s.reader.at)
	}
}

// relayAside forwards an event that is not part of the answer, in its order. One that only counts tokens does not close the open chunk: the
// latest waits for its end.
func (s *stream) relayAside(data []byte, counts bool) {
	if counts {
		s.aside = s.aside[:0] // this one is newer
		if s.chunks.holds() {
			s.aside = append(s.aside, data...)
			return
		}
	}
	if s.client.begun {
		s.chunks.flush(&s.reader.at)
	} else if len(s.client.buf) > maxPreface {
		return
	}
	s.client.event(data)
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
