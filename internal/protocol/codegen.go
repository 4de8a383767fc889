// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// codeGen is the wire format of the code generation backend. Its builds send token by token, or buffered.
type codeGen struct{}

const codePath = "/api/v1/code/generate/stream"

func (codeGen) Paths() Paths {
	return Paths{Health: "/health", Models: "/api/v1/code/models", Generate: codePath, UnknownModel: []int{400, 422}}
}

func (codeGen) Healthy(page []byte) error { return healthy(page) }

func (codeGen) Models(list []byte) ([]Model, error) {
	if !validObject(list) {
		return nil, errNotModels
	}
	status, available := member(list, "vllm_server_status"), member(list, "available_models")
	if !isText(status) || isNull(available) {
		return nil, errNotModels
	}
	models, err := models(available)
	if text := decoded(chars(status)); err == nil && len(models) == 0 && text != "" && text != "healthy" {
		return nil, NoModelsError("says that the engine behind it is " + text[:min(len(text), maxQuoted)])
	}
	return models, err
}

// generation: the model follows from the kind of task.
func (codeGen) generation(c core) []byte {
	out := appendMember([]byte{'{'}, "prompt", quoted(c.promptAndBegun()))
	out = appendMember(out, "model_type", quoted(encoded(taskOf(c.model))))
	out = append(out, `,"context":""`...)
	return c.sampling(out)
}

// event: the text of an error event is its message.
func (codeGen) event(p *parsed) {
	p.token()
	p.Complete = p.Failure == "" && !p.End && string(member(p.Data, "is_complete")) == "true"
	if p.Failure != "" {
		p.Text = nil
	}
}

// tasks maps the kinds of tasks to the models that serve them, the task that stands for a model first.
var tasks = []struct{ task, model string }{
	{"code_completion", "autocomplete"},
	{"code_generation", "prompt"}, {"code_optimization", "prompt"}, {"unit_test_generation", "prompt"},
	{"code_explanation", "comment"}, {"code_review", "comment"}, {"documentation", "comment"},
	{"bug_fix", "error_fix"},
}

// modelOf is the model that serves a kind of task. What is no task is taken for a model, and nothing is the backend's default.
func modelOf(task string) string {
	if task == "" {
		task = "code_generation"
	}
	for _, t := range tasks {
		if t.task == task {
			return t.model
		}
	}
	return task
}

// taskOf is a kind of task that a model serves. What is no model is taken for a task.
func taskOf(model string) string {
	for _, t := range tasks {
		if t.model == model {
			return t.task
		}
	}
	return model
}
