// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// multiLoRA is the wire format of the multi-LoRA vLLM server.
type multiLoRA struct{}

func (multiLoRA) routes() routes {
	return routes{health: "/health", models: "/", unknownModel: []int{http.StatusBadRequest}}
}

func (multiLoRA) well(body []byte) error { return wellness(body) }

func (multiLoRA) models(body []byte) ([]Model, error) {
	var said struct {
		Status string          `json:"status"`
		Models json.RawMessage `json:"available_models"`
	}
	switch {
	case json.Unmarshal(body, &said) != nil, said.Status != "initializing" && !isSaid(said.Models):
		return nil, errors.New("answered with something that is not a model list")
	case said.Status == "initializing":
		return nil, noModels("is still starting and serves no models yet")
	}
	return firstModels(said.Models)
}

// multiLoRABody is a request. The server refuses one without any of its first four fields; it makes no use of the user.
type multiLoRABody struct {
	UserID  int      `json:"user_id"`
	Prompt  string   `json:"prompt"`
	Model   string   `json:"model_type"`
	Options struct{} `json:"user_select_options"`
	sampling
}

func (multiLoRA) generation(r Request) (string, any) {
	return "/generate/stream", multiLoRABody{UserID: 1, Prompt: r.Prompt, Model: r.Model, sampling: r.sampling()}
}

func (multiLoRA) event(data string) measure.Event {
	if isDone(data) {
		return measure.Event{End: true} // older builds
	}
	var said struct {
		Type  string          `json:"type"`
		Text  string          `json:"text"`
		Error json.RawMessage `json:"error"`
	}
	if json.Unmarshal([]byte(data), &said) != nil {
		return measure.Event{Error: notJSON}
	}
	return measure.Event{Text: said.Text, Error: errorText(said.Error), End: said.Type == "done"}
}
