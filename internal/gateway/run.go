// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"errors"
	"os"

	"github.com/codegen-dev/codegen-operator/internal/sse"
)

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

// handle takes one event, and tells whether it is the end.
func (s *stream) handle(r *response, data []byte) (over bool, f *failure) {
	ev := s.understand(r, data)
	if r.stopper != nil && ev.Failure == "" && s.stop(r, ev) {
		return true, nil
	}
	switch {
	case ev.Failure != "":
		return s.fail(r, ev)
	case ev.End:
		return s.end(r, ev)
	case s.drops(r, ev):
		return false, nil
	case r.seam != nil:
		f = s.cross(r, ev)
	default:
		s.forward(r, ev)
	}
	if s.hasEnded() {
		s.chunks.flush(&s.reader.at)
		s.reader.expectEnd()
	}
	if s.document && f == nil {
		f = s.tooLarge(r)
	}
	return false, f
}

// tooLarge is the failure of an answer that cannot be kept as the document that the client wants; nil: it can.
func (s *stream) tooLarge(r *response) *failure {
	switch {
	case s.transcript.full:
		return noRoom()
	case len(s.transcript.text) > maxDocument:
		return broke(string(r.engine.Name), "is longer than is kept of one")
	}
	return nil
}
