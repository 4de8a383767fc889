// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"sync/atomic"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// maxIDs bounds the ids that are kept of an answer.
const maxIDs = 256 << 10

// idSupport is whether an engine gives the ids of tokens to requests that ask for them. Engines that do not know of them may refuse such
// requests, so that one is asked only once it has shown that it knows of them.
type idSupport struct{ state atomic.Int32 }

const (
	idsUnknown int32 = iota
	idsShown         // its events have a member for them
	idsGiven         // it has given some
	idsRefused       // it refused a request for them, and took the same request without
)

func (s *idSupport) noteKnown() { s.state.CompareAndSwap(idsUnknown, idsShown) }
func (s *idSupport) given()     { s.state.CompareAndSwap(idsShown, idsGiven) }
func (s *idSupport) refuse()    { s.state.Store(idsRefused) }

// wanted tells whether the engine is asked for them.
func (s *idSupport) wanted() bool {
	state := s.state.Load()
	return state == idsShown || state == idsGiven
}

// mayContinue tells whether the engine can be asked to continue by ids: none has to be seen to give them for that.
func (s *idSupport) mayContinue() bool { return s.state.Load() != idsRefused }

// isDoubtful tells whether a request may have been refused because it asked for them.
func (s *idSupport) isDoubtful() bool { return s.state.Load() == idsShown }

// ids are those of the tokens of an answer and of its prompt, with which another engine can continue it exactly.
type ids struct {
	prompt, generated []uint32
	// pending are those behind the text: nothing of them has come yet, as of the first half of a character.
	pending []uint32
	// incomplete: some are missing.
	incomplete bool
}

// add takes those of an event.
func (t *ids) add(found protocol.TokenIDs, ev *protocol.Event) {
	if t.prompt == nil {
		t.prompt = found.Prompt
	}
	t.pending = append(t.pending, found.Generated...)
	if ev.Chunk() && len(found.Generated) == 0 || len(t.generated)+len(t.pending) > maxIDs {
		*t = ids{incomplete: true}
	}
	if len(ev.Text) > 0 {
		t.generated = append(t.generated, t.pending...)
		t.pending = t.pending[:0]
	}
}

// areKnown tells whether all ids up to the end of the text are known.
func (t *ids) areKnown() bool { return !t.incomplete && t.prompt != nil && len(t.generated) > 0 }

// all are the ids up to the end of the text; nil: they are not all known.
func (t *ids) all() []uint32 {
	if !t.areKnown() {
		return nil
	}
	return append(append(make([]uint32, 0, len(t.prompt)+len(t.generated)), t.prompt...), t.generated...)
}

// handOver is called when another engine goes on with the answer; with tells whether the ids of what it generates come as well.
func (t *ids) handOver(with bool) {
	t.pending = nil
	t.incomplete = t.incomplete || !with
}
