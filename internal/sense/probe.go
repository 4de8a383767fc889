// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sense

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/engine"
)

// probing asks for the engine's health and for its models.
func (w *watch) probing() task {
	client, declared := w.client, w.plan.Models
	return func(ctx context.Context) result {
		if fault := client.Health(ctx); fault != nil {
			return resultOf(fault)
		}
		models, fault := client.Models(ctx)
		if fault != nil {
			return resultOf(fault)
		}
		return listing(names(models), declared)
	}
}

// listing holds the list of models against the declared ones.
func listing(listed, declared []string) result {
	return result{
		outcome: presence(listed, declared),
		note:    func(w *watch) { w.memory.listed = listed },
	}
}

func presence(listed, declared []string) decide.Outcome {
	missing := slices.DeleteFunc(slices.Clone(declared), func(name string) bool { return slices.Contains(listed, name) })
	if len(missing) == 0 {
		return passed()
	}
	return failed(reasonModelsMissing, fmt.Sprintf("the engine does not list %s", strings.Join(missing, ", ")))
}

func names(models []engine.Model) []string {
	listed := make([]string, 0, len(models))
	for _, m := range models {
		listed = append(listed, m.Name)
	}
	return listed
}

// models are the declared models as they were last listed.
func (w *watch) models() []Model {
	models := make([]Model, 0, len(w.plan.Models))
	for _, name := range w.plan.Models {
		models = append(models, Model{Name: name, Presence: w.presenceOf(name)})
	}
	return models
}

func (w *watch) presenceOf(name string) Presence {
	switch {
	case w.memory.listed == nil:
		return PresenceUnknown
	case slices.Contains(w.memory.listed, name):
		return Present
	default:
		return Missing
	}
}

// ask is the model to ask where none is named: the first declared, or else the first listed.
func (w *watch) ask(model string) string {
	for _, names := range [][]string{{model}, w.plan.Models, w.memory.listed} {
		if len(names) > 0 && names[0] != "" {
			return names[0]
		}
	}
	return ""
}
