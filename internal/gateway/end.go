// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"slices"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// fail takes a failure that the engine reports. After the end of the answer it is none: whatever went wrong, nothing is missing.
func (s *stream) fail(r *response, ev *protocol.Event) (over bool, f *failure) {
	if s.hasEnded() && ev.Finish == "" {
		return s.end(r, nil)
	}
	return false, s.engineFailure(r, ev)
}

// end is the end of what an engine sends, with its end marker or without one (nil). It is that of an answer only where that is whole:
// engines send their end marker after failures as well.
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

// engineFailure is the failure that an engine reports in its answer. Clients of its protocol get it in its own words, unless no client
// would see a failure in them: the event cannot be read, or it gives the answer up with a finish reason.
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

// isWhole tells whether an answer is whole with its end marker. The protocols without choices have nothing else that says so.
func (s *stream) isWhole(r *response) bool {
	return r.ask.Protocol != protocol.OpenAI || s.hasEnded()
}

// isNothing tells whether an answer ends without anything in it, and without a word for why. An end marker may have text.
func (s *stream) isNothing(marker *protocol.Event) bool {
	return !s.client.begun && s.transcript.isEmpty() && s.transcript.finish == "" && (marker == nil || len(marker.Text) == 0) &&
		(marker != nil || s.hasEnded())
}
