// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// body is what any of the protocols may send; err says why it could not be read.
type body struct {
	Model               string          `json:"model"`
	ModelType           string          `json:"model_type"`
	Prompt              *promptText     `json:"prompt"`
	Messages            []message       `json:"messages"`
	Stream              bool            `json:"stream"`
	StreamOptions       streamOptions   `json:"stream_options"`
	MaxTokens           *int            `json:"max_tokens"`
	MaxCompletionTokens *int            `json:"max_completion_tokens"`
	Temperature         *float64        `json:"temperature"`
	TopP                *float64        `json:"top_p"`
	ContinueFinal       bool            `json:"continue_final_message"`
	AddGenerationPrompt *bool           `json:"add_generation_prompt"`
	ReturnTokenIDs      bool            `json:"return_token_ids"`
	UserID              json.RawMessage `json:"user_id"`
	UserSelectOptions   json.RawMessage `json:"user_select_options"`

	err error
}

type streamOptions struct {
	IncludeUsage         bool `json:"include_usage"`
	ContinuousUsageStats bool `json:"continuous_usage_stats"`
}

type message struct {
	Role    string  `json:"role"`
	Content content `json:"content"`
}

// content is a string, or parts of which the texts count.
type content string

// UnmarshalJSON reads either form.
func (c *content) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, (*string)(c)); err == nil {
		return nil
	}
	var parts []struct {
		Text string `json:"text"`
	}
	if err := json.Unmarshal(data, &parts); err != nil {
		return errors.New("content is neither a string nor a list of parts")
	}
	for _, p := range parts {
		*c += content(p.Text)
	}
	return nil
}

const maxBody = 8 << 20

// readBody reads a whole body, within a deadline.
func readBody(w http.ResponseWriter, r *http.Request) *body {
	b := &body{}
	if r.Method != http.MethodPost {
		return b
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(patience))
	defer func() { _ = control.SetReadDeadline(time.Time{}) }()
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err == nil {
		err = json.Unmarshal(raw, b)
	}
	b.err = err
	return b
}

// model is the model as it was asked for, under either name.
func (b *body) model() string {
	if b.ModelType != "" {
		return b.ModelType
	}
	return b.Model
}

// limit is the most tokens asked for; 0 is no limit.
func (b *body) limit() int {
	for _, n := range []*int{b.MaxCompletionTokens, b.MaxTokens} {
		if n != nil {
			return *n
		}
	}
	return 0
}

// question is what to answer: the prompt, or the last message of a user.
func (b *body) question() string {
	if b.Prompt != nil {
		return string(*b.Prompt)
	}
	for i := len(b.Messages) - 1; i >= 0; i-- {
		if b.Messages[i].Role == "user" {
			return string(b.Messages[i].Content)
		}
	}
	return ""
}

// partial is the beginning of the answer that a chat asks to continue.
func (b *body) partial() string {
	if n := len(b.Messages); b.ContinueFinal && n > 0 && b.Messages[n-1].Role == "assistant" {
		return string(b.Messages[n-1].Content)
	}
	return ""
}

// absent says whether a field of raw JSON was left out or null.
func absent(raw json.RawMessage) bool {
	return len(raw) == 0 || strings.TrimSpace(string(raw)) == "null"
}
