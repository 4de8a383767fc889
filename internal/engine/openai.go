// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// openAI is the wire format of vLLM's own API server.
type openAI struct{}

func (openAI) routes() routes {
	return routes{health: "/health", models: "/v1/models", metrics: "/metrics", unknownModel: []int{http.StatusNotFound}}
}

// well: the status is all that is said.
func (openAI) well([]byte) error { return nil }

func (openAI) models(body []byte) ([]Model, error) {
	var list struct {
		Data json.RawMessage `json:"data"`
	}
	if json.Unmarshal(body, &list) != nil || !isSaid(list.Data) {
		return nil, errors.New("answered with something that is not a model list")
	}
	return firstModels(list.Data)
}

// chat and completion are the bodies of the two generation endpoints.
type chat struct {
	Model    string    `json:"model"`
	Messages []message `json:"messages"`
	streamed
	sampling
}

type completion struct {
	Model  string `json:"model"`
	Prompt string `json:"prompt"`
	streamed
	sampling
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// streamed asks for a stream that reports its token count.
type streamed struct {
	Stream  bool `json:"stream"`
	Options struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
}

func (openAI) generation(r Request) (string, any) {
	s := streamed{Stream: true}
	s.Options.IncludeUsage = true
	if r.Raw {
		return "/v1/completions", completion{Model: r.Model, Prompt: r.Prompt, streamed: s, sampling: r.sampling()}
	}
	said := []message{{Role: "user", Content: r.Prompt}}
	return "/v1/chat/completions", chat{Model: r.Model, Messages: said, streamed: s, sampling: r.sampling()}
}

// openAIEvent is one event of either endpoint. Of the choices only the first is read, whatever their number.
type openAIEvent struct {
	Choices [1]*choice      `json:"choices"`
	Usage   *usage          `json:"usage"`
	Error   json.RawMessage `json:"error"`
	Object  string          `json:"object"`
	Message string          `json:"message"`
}

type choice struct {
	Text   string `json:"text"`
	Delta  delta  `json:"delta"`
	Finish string `json:"finish_reason"`
}

type usage struct {
	Completion *int `json:"completion_tokens"`
}

// delta carries the new text. An engine sends reasoning under one of two names, or under both at once with equal values.
type delta struct {
	Content          string `json:"content"`
	ReasoningContent string `json:"reasoning_content"`
	Reasoning        string `json:"reasoning"`
	ToolCalls        []struct {
		Function struct {
			Arguments string `json:"arguments"`
		} `json:"function"`
	} `json:"tool_calls"`
}

func (d delta) text() string {
	reasoning := d.ReasoningContent
	if reasoning == "" {
		reasoning = d.Reasoning
	}
	if len(d.ToolCalls) == 0 {
		return reasoning + d.Content
	}
	parts := []string{reasoning, d.Content}
	for _, call := range d.ToolCalls {
		parts = append(parts, call.Function.Arguments)
	}
	return strings.Join(parts, "")
}

func (openAI) event(data string) measure.Event {
	if isDone(data) {
		return measure.Event{End: true}
	}
	var said openAIEvent
	if json.Unmarshal([]byte(data), &said) != nil {
		return measure.Event{Error: notJSON}
	}
	e := measure.Event{Error: said.failure()}
	if said.Usage != nil {
		e.Tokens = said.Usage.Completion
	}
	if c := said.Choices[0]; c != nil {
		e.Opening, e.Text, e.Finish = true, c.Text+c.Delta.text(), c.Finish != ""
	}
	return e
}

// failure finds the error of an event: in its own field, at the top level as older builds send it, or as a finish reason
// that means that the generation was given up.
func (e openAIEvent) failure() string {
	if text := errorText(e.Error); text != "" {
		return text
	}
	if e.Object == "error" {
		return orMute(e.Message)
	}
	if c := e.Choices[0]; c != nil && (c.Finish == "abort" || c.Finish == "error") {
		return "the generation was given up with finish_reason " + c.Finish
	}
	return ""
}
