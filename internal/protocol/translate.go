// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"fmt"
)

// translatable are the members of an OpenAI request that are translated, and those that can be left out without changing what is generated.
var translatable = map[string]bool{
	"model": true, "messages": true, "prompt": true, "stream": true, "stream_options": true,
	"max_tokens": true, "max_completion_tokens": true, "temperature": true, "top_p": true,
	"user": true, "metadata": true, "store": true, "seed": true, "service_tier": true,
	"parallel_tool_calls": true, "safety_identifier": true, "prompt_cache_key": true, "priority": true,
}

// neutral are values by which a member says what would hold without it, beside null and what is empty.
var neutral = map[string]string{
	"n": "1", "best_of": "1", "tool_choice": `"none"`, "frequency_penalty": "0", "presence_penalty": "0",
	"repetition_penalty": "1", "top_k": "-1", "min_p": "0",
}

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
		// logprobs: 0 asks a completion for the probabilities of what was chosen.
		zero := key == "logprobs" && string(value) == "0"
		if !zero && (!said(value) || translatable[key] || neutral[key] == string(value)) || isPlainFormat(key, value) {
			continue
		}
		return cannot(p, key)
	}
	return nil
}

func cannot(p Protocol, field string) *Problem {
	return invalid(field, fmt.Sprintf("%s cannot be translated into the protocol of the engine (%s)", field, p))
}

func isPlainFormat(key string, value []byte) bool {
	if key != "response_format" {
		return false
	}
	for key, value := range members(value) {
		if key == "type" {
			return string(value) == `"text"`
		}
	}
	return false
}

// prompt are the characters of the one prompt that other protocols have.
func (r *Request) prompt(p Protocol) ([]byte, *Problem) {
	if r.Call == Completion {
		if prompt := chars(r.fields.prompt); prompt != nil {
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
		case key != "name" && said(value):
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
