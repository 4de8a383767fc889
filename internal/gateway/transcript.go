// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"slices"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// maxText bounds the text that is kept so that another engine can continue the answer, in bytes.
const maxText = 1 << 20

// transcript is what an answer has said so far, whichever engines said it: all that is needed to continue it elsewhere.
type transcript struct {
	// text holds all characters so far. It is no longer kept once nobody can continue from it.
	text []byte
	// resumable: an engine can continue from the text. Reasoning and tool calls are not in it.
	resumable bool
	// document: the text is kept in any case, because the client wants one document.
	document bool
	// tokens counts the chunks that engines sent.
	tokens int
	// ends are the choices that have ended.
	ends ends
	// usage and finish are what an engine reported last.
	usage  []byte
	finish string
	// identity is the identity of the first engine's events, where they are in the client's protocol.
	identity *protocol.Identity
}

func newTranscript(document bool, choices int) transcript {
	return transcript{resumable: true, document: document, ends: ends{asked: min(choices, maxChoices)}}
}

// reset forgets an answer of which the client has seen nothing.
func (t *transcript) reset() { *t = newTranscript(t.document, t.ends.asked) }

// isEmpty tells whether nothing was generated so far.
func (t *transcript) isEmpty() bool { return t.tokens == 0 && t.resumable }

// add records an event that is neither the end nor a failure.
func (t *transcript) add(ev *protocol.Event) {
	if ev.Usage != nil {
		t.usage = slices.Clone(ev.Usage)
	}
	if ev.Finish != "" {
		t.finish = ev.Finish
	}
	if ev.Rich {
		t.resumable = false
	}
	if ev.Chunk() {
		t.tokens++
	}
	if len(ev.Text) > 0 {
		t.addText(ev.Text)
	}
}

func (t *transcript) addText(text []byte) {
	if t.resumable || t.document {
		t.text = append(t.text, text...)
	}
	if len(t.text) > maxText {
		t.resumable = false
	}
	if !t.resumable && !t.document {
		t.text = nil
	}
}

// identify takes the identity of the answer from an event, unless it has one.
func (t *transcript) identify(data []byte) {
	if t.identity == nil {
		identity := protocol.IdentityOf(data)
		t.identity = &identity
	}
}

// finishOrStop is why the answer ended, as far as an engine said so.
func (t *transcript) finishOrStop() string {
	if t.finish == "" {
		return "stop"
	}
	return t.finish
}
