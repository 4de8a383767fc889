// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import "slices"

// generation is what is generated for one request: the tokens, by which model, and how it ends.
type generation struct {
	model    string // as it was asked for
	prompt   string
	tokens   []string
	cut      bool   // max_tokens ended it
	asked    int    // tokens of the prompt
	usage    bool   // usage was asked for
	servedBy string // the model that really answers
}

// generate makes the generation of a prompt, or of the rest of its answer.
func (c *call) generate(prompt, partial string, limit int) *generation {
	left := c.continued(prompt, partial)
	g := &generation{
		model: c.body.model(), prompt: prompt, tokens: left,
		asked: len(tokenise(prompt)) + len(tokenise(partial)), usage: c.body.StreamOptions.IncludeUsage,
	}
	if limit > 0 && limit < len(left) {
		g.tokens, g.cut = left[:limit], true
	}
	return g
}

func (c *call) compose(prompt string) []string { return compose(c.script, c.behaviour.answer, prompt) }

// finish is the reason why the generation ends.
func (g *generation) finish() *string {
	reason := "stop"
	if g.cut {
		reason = "length"
	}
	return &reason
}

// listed are the adapters in the model list.
func (c *call) listed() []string {
	models := slices.Clone(c.script.Models)
	if c.behaviour.hides {
		models = slices.DeleteFunc(models, c.missing)
	}
	return models
}

func (c *call) missing(model string) bool { return model == c.script.missingModel() }

// parent is the base model of an adapter, nil where it is not an adapter.
func (c *call) parent(model string) any {
	if c.behaviour.aliases && c.missing(model) {
		return nil
	}
	return BaseModel
}

// server finds the model that really serves the one asked for; "" where none does.
func (c *call) server(model string) string {
	switch {
	case c.behaviour.aliases && c.missing(model), c.behaviour.anyBase && c.missing(model):
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
