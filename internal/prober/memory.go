// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// memory is what a worker knows of its engine beside the streaks. Its values are replaced, never changed, because readers of an
// observation share them.
type memory struct {
	lastCheck  time.Time
	listed     []string         // models that the engine lists; nil: none listed yet
	served     []protocol.Model // the whole of its latest list, by name
	proof      proof            // that it continues answers
	runs       map[runKey][]Run // newest first
	key        KeyCheck
	roundRobin roundRobin
}

// keptRuns is how many runs of a canary are remembered.
const keptRuns = 10

// runKey is one canary, straight or through the route.
type runKey struct {
	canary string
	route  bool
}

func (c Canary) key() runKey { return runKey{canary: c.Name, route: c.Route} }

// addRun leaves the slice of earlier runs as it is, because others read it.
func (m *memory) addRun(run Run) {
	key := runKey{canary: run.Canary, route: run.Route}
	runs := slices.Insert(slices.Clone(m.runs[key]), 0, run)
	m.runs[key] = runs[:min(len(runs), keptRuns)]
}

// models are the declared models as they were last listed.
func (m *memory) models(declared []string) []Model {
	models := make([]Model, 0, len(declared))
	for _, name := range declared {
		models = append(models, Model{Name: name, Presence: m.presence(name)})
	}
	return models
}

func (m *memory) presence(name string) Presence {
	switch {
	case m.listed == nil:
		return PresenceUnknown
	case name == m.roundRobin.broken:
		return Broken
	case slices.Contains(m.listed, name):
		return Present
	default:
		return Missing
	}
}

// modelOr is the model to ask: the given one, or else the first declared, or else the first listed.
func (m *memory) modelOr(model string, declared []string) string {
	for _, names := range [][]string{{model}, declared, m.listed} {
		if len(names) > 0 && names[0] != "" {
			return names[0]
		}
	}
	return ""
}

// nextModel is the one whose turn it is, or the first listed where none is declared.
func (m *memory) nextModel(declared []string) string {
	if n := len(declared); n > 0 {
		return declared[m.roundRobin.next%n]
	}
	return m.modelOr("", nil)
}
