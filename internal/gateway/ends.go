// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// maxChoices bounds the choices of one stream that are followed.
const maxChoices = 16 << 10

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
