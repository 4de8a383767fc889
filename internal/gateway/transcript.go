// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"slices"

	"github.com/codegen-dev/codegen-operator/internal/gateway/memory"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// maxText bounds the text that is kept so that another engine can continue the answer, in bytes.
const maxText = 1 << 20

// transcript is what an answer has said so far, whichever engines said it: all that is needed to continue it elsewhere.
type transcript struct {
	// text holds all characters so far. It is no longer kept once nobody can continue from it.
	text []byte
	// kept is what the text counts against. full: there was no room for it.
	kept *memory.Account
	full bool
	// document: the text is kept in any case, because the client wants one document.
	document bool
	// reasoned: there is reasoning. structured: there is what only the engine itself can go on with, such as the beginning of a tool call.
	// large: the text was too long to be kept.
	reasoned, structured, large bool
	// count is how many tokens there are.
	count tokens
	// ids are those of the tokens, where an engine gives them.
	ids ids
	// ends are the choices that have ended.
	ends ends
	// usage and finish are what an engine reported last.
	usage  []byte
	finish string
	// identity is the identity of the first engine's events, where they are in the client's protocol.
	identity *protocol.Identity
}

func newTranscript(document bool, choices int, kept *memory.Account) transcript {
	return transcript{kept: kept, document: document, ends: ends{asked: min(choices, maxChoices)}}
}

// reset forgets an answer of which the client has seen nothing.
func (t *transcript) reset() { *t = newTranscript(t.document, t.ends.asked, t.kept) }

// isEmpty tells whether nothing was generated so far.
func (t *transcript) isEmpty() bool { return t.count.atLeast == 0 && !t.structured }

// canContinue tells whether another engine can go on with the text. Reasoning is not in it, but in the ids of its tokens.
func (t *transcript) canContinue() bool {
	return !t.structured && !t.large && (!t.reasoned || len(t.text) > 0 && t.ids.areKnown())
}

// canRestart tells whether the answer can begin again: the client has reasoning alone, of which it may get more.
func (t *transcript) canRestart() bool {
	return t.reasoned && !t.structured && !t.large && len(t.text) == 0
}

// progress is how far the answer got.
func (t *transcript) progress() protocol.Progress {
	return protocol.Progress{Text: t.text, AtLeast: t.count.atLeast, AtMost: t.count.atMost}
}

// add records an event that is neither the end nor a failure.
func (t *transcript) add(ev *protocol.Event) {
	if ev.Usage != nil {
		t.usage = slices.Clone(ev.Usage)
	}
	if ev.Finish != "" {
		t.finish = ev.Finish
	}
	t.reasoned = t.reasoned || len(ev.Reasoning) > 0
	t.structured = t.structured || ev.Structured
	t.count.add(ev)
	if len(ev.Text) > 0 {
		t.addText(ev.Text)
	}
}

func (t *transcript) addText(text []byte) {
	t.full = t.full || !t.kept.Cover(int64(len(t.text)+len(text)))
	t.large = t.large || t.full || len(t.text)+len(text) > maxText
	if t.document || !t.structured && !t.large {
		t.text = append(t.text, text...)
	} else {
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

// finishOr is why the answer ended, as far as that is known: where the engine did not say, by whether the tokens that were asked for are
// used up. most is how many those are; 0: as many as it takes.
func (t *transcript) finishOr(most int) string {
	switch {
	case t.finish != "":
		return t.finish
	case most > 0 && t.count.atLeast >= most:
		return "length"
	}
	return "stop"
}
