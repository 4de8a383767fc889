// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"encoding/json"
	"strings"
)

// events are the data of a stream's events, by the rules of the standard.
func (a answer) events() []string {
	text := strings.TrimPrefix(a.raw, "\uFEFF")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	var all, data []string
	for line := range strings.Lines(text) {
		value, isData := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "data: ")
		switch {
		case isData:
			data = append(data, value)
		case line == "\n" && data != nil:
			all, data = append(all, strings.Join(data, "\n")), nil
		}
	}
	return all
}

// textFields are the fields with text, of all protocols.
type textFields struct {
	Text    string `json:"text"`
	Content string `json:"content"`
	Error   any    `json:"error"`
	Type    string `json:"type"`
	Choices []struct {
		Text  string `json:"text"`
		Delta struct {
			Content string `json:"content"`
		} `json:"delta"`
		Finish string `json:"finish_reason"`
	} `json:"choices"`
}

// texts are the non-empty texts of the events.
func (a answer) texts() []string {
	var texts []string
	for _, ev := range a.events() {
		var s textFields
		if json.Unmarshal([]byte(ev), &s) != nil || s.Type == "error" {
			continue
		}
		text := s.Text + s.Content
		for _, c := range s.Choices {
			text += c.Text + c.Delta.Content
		}
		if text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

func (a answer) text() string { return strings.Join(a.texts(), "") }

// ended says whether the last event is the newest end marker of the protocol.
func (a answer) ended(p Protocol) bool {
	evs := a.events()
	if len(evs) == 0 {
		return false
	}
	marker := map[Protocol]string{
		OpenAI: "[DONE]", MultiLoRA: `{"type":"done","text":""}`, CodeGen: `{"type":"done","content":"","is_complete":true}`,
	}
	return evs[len(evs)-1] == marker[p]
}
