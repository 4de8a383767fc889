// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// understand reads an event, and keeps what it says beside the answer itself.
func (s *stream) understand(r *response, data []byte) *protocol.Event {
	var found protocol.TokenIDs
	if r.ask.TokenIDs {
		data, found = s.takeIDs(data)
	}
	if r.resumes && r.ask.Same && s.transcript.identity != nil {
		data = s.transcript.identity.RewriteIDs(data, r.before, r.inPrompt)
	}
	ev := s.parse(r, data)
	if r.resumes && !r.ask.Same && ev.Usage != nil {
		ev.Usage = protocol.Recount(ev.Usage, r.before, r.inPrompt)
	}
	s.recordIDs(r, found, ev)
	s.transcript.ends.add(ev)
	s.reader.introduce(ev.Role)
	return ev
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

// takeIDs takes the ids of tokens out of an event.
func (s *stream) takeIDs(data []byte) ([]byte, protocol.TokenIDs) {
	left, found := protocol.CutTokenIDs(s.scratch[:0], data)
	if len(found.Generated) > 0 || len(found.Prompt) > 0 {
		s.scratch = left
	}
	return left, found
}

// recordIDs keeps the ids of an event, and counts its tokens by them.
func (s *stream) recordIDs(r *response, found protocol.TokenIDs, ev *protocol.Event) {
	if ev.TokenIDs {
		r.pool.ids.noteKnown()
	}
	if !r.ask.TokenIDs {
		return
	}
	if len(found.Generated) > 0 {
		r.pool.ids.given()
		s.transcript.count.exactly(len(found.Generated))
	}
	s.transcript.ids.add(found, ev)
}
