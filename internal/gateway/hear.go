// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// maxPreface bounds what is kept of events before the first chunk, in bytes.
const maxPreface = 64 << 10

// hear takes one event, and tells whether it is the end.
func (s *stream) hear(src *source, data []byte) (over bool, f *failure) {
	if src.before > 0 && src.ask.Same && s.identity != nil {
		data = s.identity.Retell(data, src.before)
	}
	ev := src.reader.Read(data)
	switch {
	case ev.Failure != "" && s.finish == "":
		return false, wentWrong(src, &ev)
	case ev.End:
		s.conclude(src, &ev)
		return true, nil
	case ev.Hollow() && (src.before > 0 || s.whole || len(s.held) > 0):
		return false, nil
	}
	s.tell(src, &ev)
	return false, s.tooLong(src)
}

// tooLong is the failure of an answer that is to be one document and does not end; nil: it is not so long.
func (s *stream) tooLong(src *source) *failure {
	if !s.whole || len(s.text) <= maxDocument {
		return nil
	}
	return broke(string(src.engine.Name), "is longer than is kept of one")
}

// wentWrong is the failure that an engine tells of in its answer. It is kept in its own words for clients of its protocol, but for an event that
// nobody can read: that tells no client that this is the end.
func wentWrong(src *source, ev *protocol.Event) *failure {
	f := broke(string(src.engine.Name), "has an error in it")
	f.detail = ev.Failure
	if src.ask.Same && json.Valid(ev.Data) {
		f.event = slices.Clone(ev.Data)
	}
	return f
}

// tell tells an event that is neither the end nor a failure.
func (s *stream) tell(src *source, ev *protocol.Event) {
	s.note(src, ev)
	if s.whole || !src.ask.Same {
		s.translate(src, ev)
	} else {
		s.pass(src, ev)
	}
}

// note keeps what an event tells beside its text.
func (s *stream) note(src *source, ev *protocol.Event) {
	if len(ev.Text) > 0 || ev.Rich || ev.Finish != "" {
		s.heard(src)
	}
	if ev.Usage != nil {
		s.usage = slices.Clone(ev.Usage)
	}
	if ev.Finish != "" {
		s.finish = ev.Finish
	}
	if ev.Rich {
		s.keeps = false // no text says what that was
	}
	if len(ev.Text) > 0 {
		s.tokens++
		s.remember(ev.Text)
	}
}

// maxText bounds the text that can be gone on from, in bytes.
const maxText = 1 << 20

func (s *stream) remember(text []byte) {
	if s.keeps || s.whole {
		s.text = append(s.text, text...)
	}
	if len(s.text) > maxText {
		s.keeps = false
	}
	if !s.keeps && !s.whole {
		s.text = nil
	}
}

// translate tells an event of another protocol, of which only the text goes over.
func (s *stream) translate(src *source, ev *protocol.Event) {
	if len(ev.Text) == 0 || s.whole {
		return
	}
	if !s.committed {
		if opening := s.voice.Opening(); opening != nil {
			s.out = protocol.AppendEvent(s.out, opening)
		}
		s.commit(src)
		s.frame = s.voice.Frame()
		identity := protocol.IdentityOf(append(append([]byte(nil), s.frame.Before...), s.frame.After...))
		s.identity = &identity
	}
	s.add(ev.Text)
}

// pass tells an event of the client's own protocol.
func (s *stream) pass(src *source, ev *protocol.Event) {
	if s.identity == nil {
		i := protocol.IdentityOf(ev.Data)
		s.identity = &i
	}
	if ev.Hollow() || len(ev.Text) == 0 && ev.Usage != nil && !ev.Rich && ev.Finish == "" {
		s.aside(ev.Data)
		return
	}
	s.commit(src)
	if len(ev.Text) > 0 && !ev.Alone && !ev.Rich {
		s.passText(src, ev)
		return
	}
	s.flush()
	if len(ev.Text) > 0 {
		s.count(1)
		s.joiner.Flush(s.now)
	}
	s.out = protocol.AppendEvent(s.out, ev.Data)
}

// passText splices: the frame is that of the last event.
func (s *stream) passText(src *source, ev *protocol.Event) {
	if ev.Role {
		s.flush() // whose text it is was said with it
	}
	s.frame = src.reader.Frame()
	s.add(ev.Text)
	if ev.Finish != "" || ev.Role {
		s.flush()
	}
}

// aside tells an event that is none of the answer, in its turn.
func (s *stream) aside(data []byte) {
	if s.committed {
		s.flush()
	} else if len(s.out) > maxPreface {
		return
	}
	s.out = protocol.AppendEvent(s.out, data)
}

// add adds text to the open chunk, and closes it when it is due.
func (s *stream) add(text []byte) {
	s.held = append(s.held, text...)
	if s.gathers() {
		s.waiting++
		return
	}
	if s.count(1 + s.waiting) {
		s.emit()
	}
}

// gathers tells whether an event waits for those that were read with it: all of them for a client that is slow; and where they waited in
// the socket, about as many as the chunk was to have. Cut off by its size, the last of them would count as being as old as the first,
// and would have to follow alone soon; and where the hold is over already, each of them would be closed by it on its own. A chunk
// that is to have one token waits for nobody, so that there are never fewer chunks than the range has at the least.
func (s *stream) gathers() bool {
	if s.hold == 0 {
		return false
	}
	tokens, _ := s.joiner.Due()
	if s.slow {
		return tokens > 1 && len(s.held) < maxPreface
	}
	return tokens > 1 && s.came.Before(s.now) && s.waiting+1 < 2*tokens
}

// count tells the schedule of events, and whether that closes the chunk.
func (s *stream) count(events int) bool {
	s.waiting = 0
	return s.joiner.Add(s.came, s.now, events)
}

// catchUp is the end of what was waiting while a slow client did not read: it goes as one chunk.
func (s *stream) catchUp() {
	if s.waiting == 0 {
		s.slow = false
		return
	}
	slow := s.slow
	s.slow = false
	if s.count(s.waiting) || slow && s.joiner.Flush(s.now) {
		s.emit()
	}
}

// expire closes the chunk whose text was held for long enough, or will have been before the engine can fill it: that is not worth
// another look.
func (s *stream) expire() {
	tokens, by := s.joiner.Due()
	if by.IsZero() {
		return
	}
	if s.joiner.Expire(s.now) || s.pace.misses(s.now, tokens, by, s.hold) && s.joiner.Expire(by) {
		s.emit()
	}
}

// flush closes the open chunk, if there is anything in it.
func (s *stream) flush() {
	s.catchUp()
	if s.joiner.Flush(s.now) {
		s.emit()
	}
}

// emit writes the chunk that was closed.
func (s *stream) emit() {
	s.out = protocol.AppendText(s.out, s.frame, s.held)
	s.held = s.held[:0]
}

// conclude is the end of the answer; ev is its end marker, nil where that is missing.
func (s *stream) conclude(src *source, ev *protocol.Event) {
	s.heard(src)
	if ev != nil && len(ev.Text) > 0 {
		s.note(src, ev)
		s.translate(src, ev)
	}
	if s.whole {
		s.replyWhole(src)
		return
	}
	s.commit(src)
	s.flush()
	if !src.ask.Same {
		s.out = s.appendFinish(s.out)
	}
	end := s.voice.End()
	if src.ask.Same && ev != nil && len(ev.Text) == 0 {
		end = bytes.TrimSpace(ev.Data)
	}
	s.out = protocol.AppendEvent(s.out, end)
}

func (s *stream) appendFinish(out []byte) []byte {
	reason := s.finish
	if reason == "" {
		reason = "stop"
	}
	if event := s.voice.Finish(reason); event != nil {
		out = protocol.AppendEvent(out, event)
	}
	return out
}
