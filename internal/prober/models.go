// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"slices"
	"strings"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// ownModels are the names of the listed models, without those that stand for an adapter and are not one.
func ownModels(models []protocol.Model, declared []string) []string {
	adapters := slices.ContainsFunc(models, func(m protocol.Model) bool { return m.Parent != "" && slices.Contains(declared, m.Name) })
	listed := make([]string, 0, len(models))
	for i, m := range models {
		if !adapters || !isAlias(m, models[:i]) {
			listed = append(listed, m.Name)
		}
	}
	return listed
}

// isAlias reports whether a model is another name of a base model that is listed before it. Where adapters are declared, the base
// silently serves a model that is listed in this way.
func isAlias(m protocol.Model, before []protocol.Model) bool {
	return m.Parent == "" && m.Root != "" && slices.ContainsFunc(before, func(b protocol.Model) bool {
		return b.Parent == "" && b.Root == m.Root && b.Name != m.Name
	})
}

// checkModels fails where declared models are missing, and names them.
func checkModels(models []protocol.Model, listed, declared []string) health.Outcome {
	var absent, aliases []string
	for _, name := range declared {
		switch {
		case slices.Contains(listed, name):
		case slices.ContainsFunc(models, func(m protocol.Model) bool { return m.Name == name }):
			aliases = append(aliases, name)
		default:
			absent = append(absent, name)
		}
	}
	if len(absent)+len(aliases) == 0 {
		return passed()
	}
	return failed(reason.ModelsMissing, missingMessage(absent, aliases))
}

func missingMessage(absent, aliases []string) string {
	var sentences []string
	if len(absent) > 0 {
		sentences = append(sentences, "the engine does not list "+strings.Join(absent, ", "))
	}
	if len(aliases) > 0 {
		sentences = append(sentences, "it serves its base model under the name of "+strings.Join(aliases, ", "))
	}
	return strings.Join(sentences, "; ")
}
