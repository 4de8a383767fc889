// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"slices"
)

// Progress is how far an answer got before its engine broke.
type Progress struct {
	// Text are the characters of the text.
	Text []byte
	// AtLeast and AtMost bound the tokens that were generated: an event may carry several, and not every engine counts them.
	AtLeast, AtMost int
}

// Continue makes of a request one that goes on from the text that the client has already. Protocols without a place for it have it behind
// the prompt, as a [Generation] has: whether an engine then continues it is to be known before. ok is false where that cannot be said, or
// where the rest would not be what the first engine would have generated, see seamless.
func (r *Request) Continue(a UpstreamRequest, sofar Progress) (UpstreamRequest, bool) {
	if !a.Stream || !r.seamless(sofar.Text) {
		return a, false
	}
	changes, ok := r.remaining(a, sofar)
	if !ok {
		return a, false
	}
	if a.Path != chatPath {
		prompt := chars(member(a.Body, "prompt"))
		if prompt == nil {
			return a, false
		}
		changes = append(changes, change{"prompt", quoted(slices.Concat(prompt, sofar.Text))})
	} else {
		messages, ok := r.answered(member(a.Body, "messages"), sofar.Text)
		if !ok {
			return a, false
		}
		changes = append(changes, change{"messages", messages},
			change{"continue_final_message", []byte("true")}, change{"add_generation_prompt", []byte("false")})
	}
	a.Body = changed(a.Body, changes...)
	return a, true
}

// Restart makes of a request one that begins the answer again within what is left of its budget: where the client has reasoning alone. ok
// is false where nothing is left of it.
func (r *Request) Restart(a UpstreamRequest, sofar Progress) (UpstreamRequest, bool) {
	changes, ok := r.remaining(a, sofar)
	if !ok || !a.Stream || r.PassThrough {
		return a, false
	}
	a.Body = changed(a.Body, changes...)
	return a, true
}

// answered are messages with the text as what the assistant said last.
func (r *Request) answered(messages, text []byte) ([]byte, bool) {
	messages = bytes.TrimRight(messages, " \t\r\n")
	if !isArray(messages) {
		return nil, false
	}
	if string(r.fields.continues) == "true" { // the client itself had it go on from a message
		return lengthened(messages, text)
	}
	out := append([]byte(nil), messages[:len(messages)-1]...)
	if len(bytes.TrimSpace(out)) > 1 {
		out = append(out, ',')
	}
	out = append(append(out, `{"role":"assistant","content":"`...), text...)
	return append(out, `"}]`...), true
}

// lengthened are messages with the text at the end of the last one.
func lengthened(messages, text []byte) ([]byte, bool) {
	var at span
	for element := range elementSpans(messages, 0) {
		at = element
	}
	last := messages[at.from:at.to]
	content := chars(member(last, "content"))
	if content == nil {
		return nil, false
	}
	longer := changed(last, change{"content", slices.Concat([]byte{'"'}, content, text, []byte{'"'})})
	return slices.Concat(messages[:at.from], longer, messages[at.to:]), true
}
