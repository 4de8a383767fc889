// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"slices"
	"strings"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// own are the names of the listed models, without those that stand for an adapter and are not one.
func own(models []engine.Model, declared []string) []string {
	adapters := slices.ContainsFunc(models, func(m engine.Model) bool { return m.Parent != "" && slices.Contains(declared, m.Name) })
	listed := make([]string, 0, len(models))
	for i, m := range models {
		if !adapters || !isAlias(m, models[:i]) {
			listed = append(listed, m.Name)
		}
	}
	return listed
}

// isAlias tells whether a model is another name of a base model that is listed before it. Where adapters are declared, one
// that is listed so is served, silently, by the base.
func isAlias(m engine.Model, before []engine.Model) bool {
	return m.Parent == "" && m.Root != "" && slices.ContainsFunc(before, func(b engine.Model) bool {
		return b.Parent == "" && b.Root == m.Root && b.Name != m.Name
	})
}

// complete fails where declared models are missing, and names them.
func complete(models []engine.Model, listed, declared []string) health.Outcome {
	var absent, aliases []string
	for _, name := range declared {
		switch {
		case slices.Contains(listed, name):
		case slices.ContainsFunc(models, func(m engine.Model) bool { return m.Name == name }):
			aliases = append(aliases, name)
		default:
			absent = append(absent, name)
		}
	}
	if len(absent)+len(aliases) == 0 {
		return passed()
	}
	return failed(reasonModelsMissing, missing(absent, aliases))
}

func missing(absent, aliases []string) string {
	var sentences []string
	if len(absent) > 0 {
		sentences = append(sentences, "the engine does not list "+strings.Join(absent, ", "))
	}
	if len(aliases) > 0 {
		sentences = append(sentences, "it serves its base model under the name of "+strings.Join(aliases, ", "))
	}
	return strings.Join(sentences, "; ")
}

// models are the declared models as they were last listed.
func (w *worker) models() []Model {
	models := make([]Model, 0, len(w.plan.Models))
	for _, name := range w.plan.Models {
		models = append(models, Model{Name: name, Presence: w.presenceOf(name)})
	}
	return models
}

func (w *worker) presenceOf(name string) Presence {
	switch {
	case w.memory.listed == nil:
		return PresenceUnknown
	case name == w.memory.turns.broken:
		return Broken
	case slices.Contains(w.memory.listed, name):
		return Present
	default:
		return Missing
	}
}

// ask is the model to ask where none is named: the first declared, or else the first listed.
func (w *worker) ask(model string) string {
	for _, names := range [][]string{{model}, w.plan.Models, w.memory.listed} {
		if len(names) > 0 && names[0] != "" {
			return names[0]
		}
	}
	return ""
}
