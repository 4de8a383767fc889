// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/codegen-dev/codegen-operator/test/corpus"
)

// answerParts are the parts of an answer, joined: by choice, or of all choices.
type answerParts struct {
	texts     map[int]string
	finish    map[int]string
	reasoning string
	arguments string
	ended     bool
	failed    bool
}

// anyEvent is an event or a document of any client's protocol.
type anyEvent struct {
	Choices []struct {
		Index   int
		Text    string
		Delta   anyMessage
		Message anyMessage
		Finish  string `json:"finish_reason"`
	}
	Type    string
	Content string
	Text    string
	Error   json.RawMessage
}

type anyMessage struct {
	Content          string
	Reasoning        string
	ReasoningContent string `json:"reasoning_content"`
	Tools            []struct {
		Function struct{ Arguments string }
	} `json:"tool_calls"`
}

// readAnswer reads a stream or a document.
func readAnswer(shape corpus.Shape, a said) answerParts {
	parts := answerParts{texts: map[int]string{}, finish: map[int]string{}}
	events := a.events
	if !shape.Streams() && len(events) == 0 {
		parts.ended, events = true, []string{a.body}
	}
	for _, event := range events {
		parts.add(event)
	}
	return parts
}

func (p *answerParts) add(event string) {
	var e anyEvent
	switch err := json.Unmarshal([]byte(event), &e); {
	case event == "[DONE]":
		p.ended = true
		return
	case err != nil:
		p.failed = true
		return
	}
	p.ended = p.ended || e.Type == "done"
	p.failed = p.failed || e.Type == "error" || len(e.Error) > 0 && string(e.Error) != "null"
	if e.Type != "error" {
		p.texts[0] += e.Content + e.Text
	}
	for _, c := range e.Choices {
		p.texts[c.Index] += c.Text + c.Delta.Content + c.Message.Content
		p.finish[c.Index] += c.Finish
		for _, m := range []anyMessage{c.Delta, c.Message} {
			p.reasoning += m.Reasoning + m.ReasoningContent
			for _, tool := range m.Tools {
				p.arguments += tool.Function.Arguments
			}
		}
	}
}

// brokenProblem is what is wrong with an answer that must end with an error.
func (p *answerParts) brokenProblem(want corpus.Client) string {
	if !p.failed || p.ended {
		return fmt.Sprintf("ended %t, failed %t", p.ended, p.failed)
	}
	for choice, text := range p.texts {
		if text != "" && (choice >= len(want.Texts) || !strings.HasPrefix(want.Texts[choice], text)) {
			return fmt.Sprintf("the text %q before the error", text)
		}
	}
	return ""
}

// wholeProblem is what is wrong with an answer that must be whole.
func (p *answerParts) wholeProblem(want corpus.Client) string {
	texts, finish := make([]string, len(want.Texts)), make([]string, len(want.Finish))
	for choice := range texts {
		texts[choice] = p.texts[choice]
	}
	for choice := range finish {
		finish[choice] = p.finish[choice]
	}
	switch {
	case p.failed || !p.ended:
		return fmt.Sprintf("ended %t, failed %t", p.ended, p.failed)
	case !slices.Equal(texts, want.Texts):
		return fmt.Sprintf("the texts are %q, want %q", texts, want.Texts)
	case !slices.Equal(finish, want.Finish):
		return fmt.Sprintf("the finish reasons are %q, want %q", finish, want.Finish)
	case p.reasoning != want.Reasoning:
		return fmt.Sprintf("the reasoning is %q, want %q", p.reasoning, want.Reasoning)
	case p.arguments != want.Arguments:
		return fmt.Sprintf("the arguments are %q, want %q", p.arguments, want.Arguments)
	}
	return ""
}
