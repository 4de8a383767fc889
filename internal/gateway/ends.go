// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"time"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

const (
	// maxChoices bounds the choices of one stream that are followed.
	maxChoices = 16 << 10
	// lastWait is how long the end marker, and the usage before it, may take once the answer has ended.
	lastWait = time.Second
)

// ends tells which choices of a stream have ended: each ends by itself, with its own finish reason.
type ends struct {
	// asked is how many choices the client asked for.
	asked int
	// choices are those that were seen so far, by index.
	choices []choiceState
	// ended is how many of them ended.
	ended int
	// complete: the answer has ended without a word for why, in a protocol without choices.
	complete bool
}

type choiceState uint8

const (
	unseen choiceState = iota
	running
	finished
)

// add records what an event says about choices.
func (e *ends) add(ev *protocol.Event) {
	e.complete = e.complete || ev.Complete
	for _, c := range ev.Choices {
		if c.Index < 0 || c.Index >= maxChoices {
			continue
		}
		for len(e.choices) <= c.Index {
			e.choices = append(e.choices, unseen)
		}
		e.note(&e.choices[c.Index], c.Finish != "")
	}
}

func (e *ends) note(state *choiceState, ends bool) {
	switch {
	case ends && *state != finished:
		*state = finished
		e.ended++
	case *state == unseen:
		*state = running
	}
}

// all tells whether all choices that were asked for have ended, and all others that began.
func (e *ends) all() bool {
	if e.complete {
		return true
	}
	for _, state := range e.choices {
		if state == running {
			return false
		}
	}
	return e.ended >= max(e.asked, 1)
}

// hasEnded tells whether the answer is whole but for its end marker, and for the usage before that.
func (s *stream) hasEnded() bool { return s.transcript.ends.all() }

// isWhole tells whether an answer is whole with its end marker. The protocols without choices have nothing else that says so.
func (s *stream) isWhole(r *response) bool {
	return r.ask.Protocol != protocol.OpenAI || s.hasEnded()
}

// isNothing tells whether an answer ends without anything in it, and without a word for why. An end marker may have text.
func (s *stream) isNothing(marker *protocol.Event) bool {
	return !s.client.begun && s.transcript.isEmpty() && s.transcript.finish == "" && (marker == nil || len(marker.Text) == 0) &&
		(marker != nil || s.hasEnded())
}

// expectEnd is called when the answer has ended. What comes after that is not worth a long wait.
func (r *eventReader) expectEnd() {
	if by := r.at.now.Add(lastWait); by.Before(r.silentBy) {
		r.silentBy = by
	}
}
