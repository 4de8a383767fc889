// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// wire is one wire format: where to ask, how to say it, how to read what comes back. It does no I/O.
type wire interface {
	// routes are the paths of the format.
	routes() routes
	// well reads a health page that came with 200; the error says why that does not mean health.
	well(body []byte) error
	// models reads a model list.
	models(body []byte) ([]Model, error)
	// generation returns the path and the body that ask for a streamed generation.
	generation(r Request) (path string, body any)
	// event reads the data of one event, all but its time. Data that is not of the format gives an event with an Error.
	event(data string) measure.Event
}

type routes struct {
	health, models string
	// metrics is where the load is told; empty: nowhere.
	metrics string
	// unknownModel are the statuses that answer a request for a model which is not served.
	unknownModel []int
}

func wireOf(p protocol.Protocol) (wire, error) {
	switch p {
	case protocol.OpenAI:
		return openAI{}, nil
	case protocol.MultiLoRA:
		return multiLoRA{}, nil
	case protocol.CodeGen:
		return codeGen{}, nil
	}
	return nil, fmt.Errorf("unknown protocol %q", tidy(string(p), 20))
}

// Request asks for one generation.
type Request struct {
	// Model is the name of the model, as in spec: models.
	Model string
	// Prompt is what to answer; with Raw, what to go on from.
	Prompt string
	// MaxTokens bounds the generation; 0 leaves it to the engine.
	MaxTokens int
	// Temperature is a decimal such as "0" or "0.2"; empty leaves it to the engine.
	Temperature string
	// Raw sends the prompt without a chat template, for models that have none. It means something to OpenAI alone: the
	// other protocols never apply one that the client could choose.
	Raw bool
}

// sampling holds the fields that the bodies of all protocols share.
type sampling struct {
	Temperature json.Number `json:"temperature,omitempty"`
	MaxTokens   int         `json:"max_tokens,omitempty"`
}

func (r Request) sampling() sampling {
	return sampling{Temperature: json.Number(r.Temperature), MaxTokens: r.MaxTokens}
}

// noModels is the error of an engine that is up and says why it has no models.
type noModels string

func (n noModels) Error() string { return string(n) }

// wellness reads the status of a health page that has one.
func wellness(body []byte) error {
	var said struct {
		Status string `json:"status"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return errors.New("answered its health check with something that is not the protocol's JSON")
	}
	switch said.Status {
	case "", "healthy", "ok":
		return nil
	}
	return fmt.Errorf("says that its status is %q", tidy(said.Status, 40))
}

// isDone recognizes the end marker that all protocols know in some build.
func isDone(data string) bool { return strings.TrimSpace(data) == "[DONE]" }

// Messages of events that are at odds with their format.
const (
	notJSON = "an event that is not of the protocol"
	mute    = "an error event without a message"
)

// errorText reads the error field of an event; empty: there is no error in it.
func errorText(raw json.RawMessage) string {
	if !isSaid(raw) {
		return ""
	}
	return orMute(spoken(raw))
}

func orMute(text string) string {
	if text == "" {
		return mute
	}
	return text
}
