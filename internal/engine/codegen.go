// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// codeGen is the wire format of the code generation backend.
type codeGen struct{}

func (codeGen) routes() routes {
	return routes{
		health: "/health", models: "/api/v1/code/models",
		unknownModel: []int{http.StatusBadRequest, http.StatusUnprocessableEntity},
	}
}

func (codeGen) well(body []byte) error { return wellness(body) }

func (codeGen) models(body []byte) ([]Model, error) {
	var said struct {
		Engine string          `json:"vllm_server_status"`
		Models json.RawMessage `json:"available_models"`
	}
	if json.Unmarshal(body, &said) != nil || !isSaid(said.Models) {
		return nil, errors.New("answered with something that is not a model list")
	}
	models, err := firstModels(said.Models)
	if err == nil && len(models) == 0 && said.Engine != "" && said.Engine != "healthy" {
		return nil, noModels("says that the engine behind it is " + tidy(said.Engine, 40))
	}
	return models, err
}

// codeGenBody is a request. The model follows from the kind of task.
type codeGenBody struct {
	Prompt  string `json:"prompt"`
	Task    string `json:"model_type"`
	Context string `json:"context"`
	sampling
}

func (codeGen) generation(r Request) (string, any) {
	return "/api/v1/code/generate/stream", codeGenBody{Prompt: r.Prompt, Task: task(r.Model), sampling: r.sampling()}
}

// task is the kind of task that the backend serves with a model; whatever is not the name of a model is taken as a task.
func task(model string) string {
	switch model {
	case "autocomplete":
		return "code_completion"
	case "prompt":
		return "code_generation"
	case "comment":
		return "code_explanation"
	case "error_fix":
		return "bug_fix"
	}
	return model
}

// codeGenEvent is one event of either kind of build: token by token, or buffered.
type codeGenEvent struct {
	Type     string          `json:"type"`
	Content  string          `json:"content"`
	Text     string          `json:"text"`
	Complete bool            `json:"is_complete"`
	Error    json.RawMessage `json:"error"`
}

func (codeGen) event(data string) measure.Event {
	if isDone(data) {
		return measure.Event{End: true}
	}
	var said codeGenEvent
	if json.Unmarshal([]byte(data), &said) != nil {
		return measure.Event{Error: notJSON}
	}
	e := measure.Event{Error: errorText(said.Error), End: said.Type == "done"}
	if said.Type == "error" && e.Error == "" {
		e.Error = orMute(said.Content)
	}
	if e.Error == "" {
		e.Text, e.Finish = said.Content+said.Text, said.Complete && !e.End
	}
	return e
}
