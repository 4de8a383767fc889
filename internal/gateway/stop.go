// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import "github.com/codegen-dev/codegen-operator/internal/protocol"

// stop cuts the text of an event at a stop string, and tells whether that ended the answer. Text with which one may begin is held: should
// the engine break, it is generated again by the one that goes on.
func (s *stream) stop(r *response, ev *protocol.Event) bool {
	if len(ev.Text) == 0 {
		s.release(r, ev)
		return false
	}
	var over bool
	ev.Text, over = r.stopper.Cut(ev.Text)
	if len(ev.Text) == 0 {
		s.alive(r)
		s.transcript.count.addOne()
	}
	switch {
	case over:
		r.stopped, s.transcript.finish = true, "stop"
		s.say(r, ev)
		s.conclude(r, nil)
	case s.isLast(ev):
		ev.Text = append(ev.Text, r.stopper.Rest()...)
	}
	return over
}

// release gives the last event the text that is held.
func (s *stream) release(r *response, ev *protocol.Event) {
	if s.isLast(ev) {
		ev.Text = r.stopper.Rest()
	}
}

// isLast tells whether no text follows an event.
func (s *stream) isLast(ev *protocol.Event) bool { return ev.End || ev.Finish != "" || ev.Complete }

// say forwards the text of an event.
func (s *stream) say(r *response, ev *protocol.Event) {
	if len(ev.Text) > 0 {
		s.forward(r, ev)
	}
}
