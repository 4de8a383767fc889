// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"fmt"
)

// core translates a request into what all protocols can say.
func (r *Request) core(p Protocol) (core, *Problem) {
	f := &r.fields
	c := core{model: r.Model, maxTokens: f.maxTokens, temperature: f.temperature, topP: f.topP}
	if !r.Call.openAI() {
		c.prompt = chars(f.prompt)
		if context := chars(f.context); len(context) > 0 {
			c.prompt = paragraphs(context, c.prompt)
		}
		return c, nil
	}
	if f.maxCompletion != nil {
		c.maxTokens = f.maxCompletion
	}
	if problem := r.untranslatable(p); problem != nil {
		return core{}, problem
	}
	var problem *Problem
	c.prompt, problem = r.prompt(p)
	return c, problem
}

// untranslatable names the first member that other protocols cannot say.
func (r *Request) untranslatable(p Protocol) *Problem {
	for key, value := range members(r.Body) {
		if r.isLost(key, value) {
			return cannot(p, key)
		}
	}
	return nil
}

// cannot is the problem of a field that a protocol cannot say. Names that no protocol has are quoted, and bounded: clients choose them.
func cannot(p Protocol, field string) *Problem {
	if quotable(field) == "" {
		field = quote(field)
	}
	return invalid(quotable(field), fmt.Sprintf("%s cannot be translated into the protocol of the engine (%s)", field, p))
}

// prompt are the characters of the one prompt that other protocols have.
func (r *Request) prompt(p Protocol) ([]byte, *Problem) {
	if r.Call == Completion {
		if prompt := onlyPrompt(r.fields.prompt); prompt != nil {
			return prompt, nil
		}
		return nil, cannot(p, "prompt as a list")
	}
	var messages []chatMessage
	for message := range elements(r.fields.messages) {
		t, problem := messageOf(p, message)
		if problem != nil {
			return nil, problem
		}
		messages = append(messages, t)
	}
	return joinMessages(messages), nil
}

// onlyPrompt are the characters of a prompt, or of the only one in a list; nil: there are several, or it is a list of tokens.
func onlyPrompt(value []byte) []byte {
	if !isArray(value) {
		return chars(value)
	}
	var only []byte
	for prompt := range elements(value) {
		if only != nil {
			return nil
		}
		if only = chars(prompt); only == nil {
			return nil
		}
	}
	return only
}

// silent are the members of a message that are not told to engines of other protocols: what a model thought before, and what only names it.
var silent = map[string]bool{
	"name": true, "id": true, "status": true, "phase": true, "annotations": true, "cache_control": true,
	"reasoning": true, "reasoning_content": true, "reasoning_details": true, "thinking": true,
}

// chatMessage is one message of a chat.
type chatMessage struct {
	role    string
	content []byte // characters
}

func messageOf(p Protocol, message []byte) (chatMessage, *Problem) {
	var t chatMessage
	for key, value := range members(message) {
		var problem *Problem
		switch {
		case key == "role":
			t.role = decoded(chars(value))
		case key == "content":
			t.content, problem = content(p, value)
		case !silent[key] && !isNeutral(key, value):
			problem = cannot(p, "messages[]."+key)
		}
		if problem != nil {
			return t, problem
		}
	}
	if t.role == "tool" || t.role == "function" {
		return t, cannot(p, "a message of the role "+t.role)
	}
	return t, nil
}

// content reads a string, or a list of parts that are all text.
func content(p Protocol, value []byte) ([]byte, *Problem) {
	if !isArray(value) {
		return chars(value), nil
	}
	var all []byte
	for part := range elements(value) {
		if kind := string(member(part, "type")); kind == `"thinking"` || kind == `"reasoning"` {
			continue
		}
		for key, value := range members(part) {
			switch {
			case key == "type" && string(value) != `"text"`:
				return nil, cannot(p, "messages[].content of the type "+decoded(chars(value)))
			case key == "text":
				all = append(all, chars(value)...)
			}
		}
	}
	return all, nil
}

// joinMessages makes one prompt of a chat. Where the assistant spoke before, each message says whose it is.
func joinMessages(messages []chatMessage) []byte {
	dialogue := false
	for _, t := range messages {
		dialogue = dialogue || t.role == "assistant"
	}
	var parts [][]byte
	for _, t := range messages {
		part := t.content
		if dialogue {
			part = append(append(encoded(t.role), ": "...), part...)
		}
		parts = append(parts, part)
	}
	return paragraphs(parts...)
}

// paragraphs joins characters with a blank line between.
func paragraphs(parts ...[]byte) []byte {
	var out []byte
	for i, part := range parts {
		if i > 0 {
			out = append(out, `\n\n`...)
		}
		out = append(out, part...)
	}
	return out
}
