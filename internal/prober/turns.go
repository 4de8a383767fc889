// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"fmt"
	"maps"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// turns have each declared model proven by a pulse of its own, one after the other: an adapter may be listed and broken. While a
// model fails it keeps its turn, so that its failure is confirmed, or gone, before others hide it. The zero value begins
// with the first model.
type turns struct {
	next   int                  // whose turn it is
	saved  int                  // pulses in a row that were saved because the engine was busy
	proven map[string]time.Time // when each model last generated; replaced, never changed
	broken string               // the model that fails while others do not; empty: none
}

// mostSaved is how many pulses in a row a busy engine is spared: then the model in turn is asked all the same.
const mostSaved = 5

// inTurn is the one in turn, or whatever the engine lists where none is declared.
func (w *worker) inTurn() string {
	if n := len(w.plan.Models); n > 0 {
		return w.plan.Models[w.memory.turns.next%n]
	}
	return w.ask("")
}

// maySave tells whether a pulse may be saved because the engine is busy: for ever where there is one model, whose work that is.
func (t turns) maySave(models int) bool { return models <= 1 || t.saved < mostSaved }

// passed gives the turn to the next model.
func (t turns) passed(model string, now time.Time) turns {
	proven := maps.Clone(t.proven)
	if proven == nil {
		proven = map[string]time.Time{}
	}
	proven[model] = now
	return turns{next: t.next + 1, proven: proven}
}

// spared keeps the turn.
func (t turns) spared() turns {
	t.saved++
	return t
}

// failedAt keeps the turn, and remembers who is broken.
func (t turns) failedAt(model string, broken bool) turns {
	t.saved, t.broken = 0, ""
	if broken {
		t.broken = model
	}
	return t
}

// noneGenerates gives the turn on, so that each model has to prove itself anew.
func (t turns) noneGenerates() turns { return turns{next: t.next + 1} }

// witness is the model that generated last, of those that have since this one last did; empty: none has.
func (t turns) witness(model string) string {
	found, latest := "", t.proven[model]
	for other, at := range t.proven {
		if other != model && at.After(latest) {
			found, latest = other, at
		}
	}
	return found
}

// mayBeTheModels tells of a failure that may be one model's own. Silence may be a hung engine, and who is refused may have the wrong
// key, whatever the model.
func mayBeTheModels(o health.Outcome) bool {
	return o.Verdict == health.Fail && (o.Reason == string(engine.HTTPError) || o.Reason == string(engine.StreamBroken))
}

// theModels is a failure that is one model's own.
func theModels(model string, o health.Outcome) health.Outcome {
	return failed(reasonModelsMissing, fmt.Sprintf("model %s is listed and does not generate: %s", model, o.Message))
}
