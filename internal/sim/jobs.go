// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import "slices"

// job makes the generation of a prompt, or of what is left of its answer.
func (c *call) job(prompt, partial string, limit int) *job {
	left := rest(c.compose(prompt), partial)
	j := &job{
		model: c.body.model(), prompt: prompt, tokens: left,
		asked: len(tokenise(prompt)), usage: c.body.StreamOptions.IncludeUsage,
	}
	if limit > 0 && limit < len(left) {
		j.tokens, j.cut = left[:limit], true
	}
	return j
}

func (c *call) compose(prompt string) []string { return compose(c.script, c.trait.voice, prompt) }

// finish is the reason why the job ends.
func (j *job) finish() *string {
	reason := "stop"
	if j.cut {
		reason = "length"
	}
	return &reason
}

// listed are the adapters in the model list.
func (c *call) listed() []string {
	models := slices.Clone(c.script.Models)
	if c.trait.hides {
		models = slices.DeleteFunc(models, c.missing)
	}
	return models
}

func (c *call) missing(model string) bool { return model == c.script.missingModel() }

// parent is the model that an adapter stands on, nil where it is no adapter.
func (c *call) parent(model string) any {
	if c.trait.aliases && c.missing(model) {
		return nil
	}
	return BaseModel
}

// server finds the model that really serves the one asked for; "" where none does.
func (c *call) server(model string) string {
	switch {
	case c.trait.aliases && c.missing(model), c.trait.anyBase && c.missing(model):
		return BaseModel
	case slices.Contains(c.listed(), model):
		return model
	case model == BaseModel && c.engine.protocol == OpenAI:
		return BaseModel
	}
	return ""
}

// broken says whether an adapter is listed and yet fails.
func (c *call) broken(model string) bool { return slices.Contains(c.script.FailModels, model) }
