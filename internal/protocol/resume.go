// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"slices"
	"strconv"
)

// Continue makes of a request one that goes on from the text that the client has already. ok is false where that cannot be said: only
// OpenAI can say it, and not with a grammar, with tools or with several choices, because the engine would begin those again.
func (r *Request) Continue(a UpstreamRequest, text []byte, tokens int) (UpstreamRequest, bool) {
	if a.Protocol != OpenAI || !a.Stream || !r.resumable() {
		return a, false
	}
	changes := []change{r.remaining(a.Body, tokens)}
	if a.Path == completionPath {
		prompt := chars(member(a.Body, "prompt"))
		if prompt == nil {
			return a, false
		}
		changes = append(changes, change{"prompt", quoted(append(prompt, text...))})
	} else {
		messages, ok := r.answered(member(a.Body, "messages"), text)
		if !ok {
			return a, false
		}
		changes = append(changes, change{"messages", messages},
			change{"continue_final_message", []byte("true")}, change{"add_generation_prompt", []byte("false")})
	}
	a.Body = changed(a.Body, changes...)
	return a, true
}

// guides are members that hold the text to a grammar.
var guides = []string{"guided_json", "guided_regex", "guided_choice", "guided_grammar", "structured_outputs"}

func (r *Request) resumable() bool {
	f := &r.fields
	if r.PassThrough || said(f.tools) || said(f.functions) || f.format != nil && !isPlainFormat("response_format", f.format) {
		return false
	}
	for _, guide := range guides {
		if said(member(r.Body, guide)) {
			return false
		}
	}
	return true
}

// remaining bounds what is left of the answer, where it was bounded.
func (r *Request) remaining(body []byte, tokens int) change {
	if r.MaxTokens == 0 {
		return change{}
	}
	key := "max_tokens"
	if said(member(body, "max_completion_tokens")) {
		key = "max_completion_tokens"
	}
	return change{key, strconv.AppendInt(nil, int64(max(r.MaxTokens-tokens, 1)), 10)}
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
