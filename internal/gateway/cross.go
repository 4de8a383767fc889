// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// cross takes an event of an engine that is to go on with an answer, while it is open whether it does.
func (s *stream) cross(r *response, ev *protocol.Event) *failure {
	before := len(r.seam.held)
	joinable := len(ev.Text) > 0 && !ev.Alone && !ev.Rich
	verdict := r.seam.add(ev.Text, ev.Finish != "" || ev.Rich)
	switch {
	case verdict == undecided:
		s.alive(r)
		s.transcript.count.add(ev)
		return nil
	case verdict == restarts, verdict == repeats && !joinable && len(ev.Text) > 0:
		return brokeBy(notContinued, string(r.engine.Name), "begins again instead of being continued")
	}
	text := r.seam.held
	if verdict == repeats {
		text = r.seam.rest()
	}
	r.seam = nil
	if joinable {
		ev.Text = text
	} else {
		s.sayHeld(r, text[:min(before, len(text))])
	}
	s.forward(r, ev)
	return nil
}

// sayHeld forwards text of events before this one.
func (s *stream) sayHeld(r *response, text []byte) {
	if len(text) > 0 {
		s.transcript.addText(text)
		s.translate(r, text)
	}
}
