// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"bytes"
	"fmt"
	"strings"
	"sync/atomic"
	"time"
)

// form is the difference between chats and completions.
type form struct {
	prefix, complete, chunk string
	roles                   bool // chats begin with a role
	part                    func(field, text string) choice
	all                     func(field, text string) choice
}

var chatForm = form{
	prefix: "chatcmpl-", complete: "chat.completion", chunk: "chat.completion.chunk", roles: true,
	part: func(field, text string) choice { return choice{Delta: delta(field, text)} },
	all:  func(field, text string) choice { return choice{Message: chatMessage(field, text)} },
}

var textForm = form{prefix: "cmpl-", complete: "text_completion", chunk: "text_completion", part: textChoice, all: textChoice}

func textChoice(_, text string) choice { return choice{Text: &text} }

func delta(field, text string) object {
	if field != "tool_calls" {
		return object{field: text}
	}
	call := object{"index": 0, "function": object{"arguments": text}}
	return object{"tool_calls": []object{call}}
}

func chatMessage(field, text string) object {
	m := delta(field, text)
	m["role"] = "assistant"
	if field != "content" {
		m["content"] = nil
	}
	return m
}

// completionEvent is one event, or a whole reply, of either form.
type completionEvent struct {
	ID      string   `json:"id"`
	Object  string   `json:"object"`
	Created int64    `json:"created"`
	Model   string   `json:"model"`
	Choices []choice `json:"choices"`
	// PromptTokenIDs are told with the first event, to those who ask for ids.
	PromptTokenIDs []uint32 `json:"prompt_token_ids,omitempty"`
	Usage          *usage   `json:"usage,omitempty"`
}

type choice struct {
	Index    int      `json:"index"`
	Delta    object   `json:"delta,omitzero"`
	Message  object   `json:"message,omitempty"`
	Text     *string  `json:"text,omitempty"`
	Logprobs any      `json:"logprobs"`
	Finish   *string  `json:"finish_reason"`
	TokenIDs []uint32 `json:"token_ids"`
}

type usage struct {
	Prompt     int `json:"prompt_tokens"`
	Total      int `json:"total_tokens"`
	Completion int `json:"completion_tokens"`
}

// openAIEncoder writes the events of one OpenAI reply.
type openAIEncoder struct {
	form          form
	field         string
	head          completionEvent
	prompt        int
	before, after []byte // what stands around the text in a chunk: it is the same in all of them
	running       bool   // usage is told in each event
	ids           bool   // so are the ids of tokens
	promptIDs     []uint32
	sent          int              // tokens so far
	clock         func() time.Time // says when each event was created; nil: all were with the reply
}

var replies atomic.Int64

func newOpenAIEncoder(c *call, g *generation, f form) *openAIEncoder {
	o := &openAIEncoder{form: f, field: c.script.TextIn, prompt: g.asked, head: completionEvent{
		ID:      fmt.Sprintf("%s%08x", f.prefix, replies.Add(1)),
		Created: c.now().Unix(), Model: g.model,
	}}
	if o.ids = c.body.ReturnTokenIDs; o.ids {
		o.promptIDs = idsOf(tokenise(g.prompt)...)
	}
	o.running = c.body.StreamOptions.IncludeUsage && c.body.StreamOptions.ContinuousUsageStats
	if c.behaviour.skew != nil {
		o.clock = c.now
	}
	const hole = "\x01" // it cannot stand in a model's name as it does here, alone and quoted
	chunk := encode(o.event(f.chunk, f.part(o.field, hole)))
	o.before, o.after, _ = bytes.Cut(chunk, encode(hole))
	return o
}

func (o *openAIEncoder) event(kind string, choices ...choice) completionEvent {
	e := o.head
	if o.clock != nil {
		e.Created = o.clock().Unix()
	}
	e.Object, e.Choices = kind, choices
	if choices == nil {
		e.Choices = []choice{}
	}
	return e
}

func (o *openAIEncoder) opening() []event {
	if !o.form.roles {
		return nil
	}
	role := choice{Delta: object{"role": "assistant", "content": ""}}
	e := o.event(o.form.chunk, role)
	e.PromptTokenIDs = o.promptIDs
	return []event{encode(e)}
}

func (o *openAIEncoder) text(tokens ...string) event {
	t := strings.Join(tokens, "")
	o.sent += len(tokens)
	if o.clock != nil || o.running || o.ids {
		part := o.form.part(o.field, t)
		if o.ids {
			part.TokenIDs = idsOf(tokens...)
		}
		e := o.event(o.form.chunk, part)
		if o.sent == len(tokens) && !o.form.roles {
			e.PromptTokenIDs = o.promptIDs
		}
		if o.running {
			e.Usage = o.used(o.sent)
		}
		return encode(e)
	}
	return bytes.Join([][]byte{o.before, encode(t), o.after}, nil)
}

func (o *openAIEncoder) empty() []event { return append(o.opening(), o.text(""), o.usage(0)) }

func (o *openAIEncoder) failure(m string) []event {
	return []event{encode(object{"error": openAIError(500, m)})}
}

func (o *openAIEncoder) ending(g *generation) []event {
	last := choice{Delta: object{}}
	if !o.form.roles {
		last = textChoice("", "")
	}
	last.Finish = g.finish()
	evs := []event{encode(o.event(o.form.chunk, last))}
	if g.usage {
		evs = append(evs, o.usage(len(g.tokens)))
	}
	return evs
}

func (o *openAIEncoder) usage(completion int) event {
	e := o.event(o.form.chunk)
	e.Usage = o.used(completion)
	return encode(e)
}

func (o *openAIEncoder) used(completion int) *usage {
	return &usage{Prompt: o.prompt, Completion: completion, Total: o.prompt + completion}
}

func (o *openAIEncoder) marker() []event { return []event{event(doneMarker)} }

// whole is a reply that is not streamed.
func (o *openAIEncoder) whole(g *generation) completionEvent {
	all := o.form.all(o.field, strings.Join(g.tokens, ""))
	all.Finish = g.finish()
	e := o.event(o.form.complete, all)
	e.Usage = o.used(len(g.tokens))
	return e
}
