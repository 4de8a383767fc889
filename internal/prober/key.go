// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// kindKey shows a wrong key, to find out whether the engine insists on the right one. It says nothing of health.
const kindKey Kind = "key"

// keyEvery is how often: a key that is no longer enforced is a mistake of configuration, and those are rare.
const keyEvery = 10 * time.Minute

// layKey lays the check out, where the engine is given a key.
func (w *worker) layKey(soon time.Time) {
	if w.plan.Endpoint.Key == "" {
		return
	}
	w.memory.key = KeyUnknown
	w.key = &check{kind: kindKey, cadence: Cadence{Period: keyEvery, Timeout: w.plan.Pulse.Timeout}, thresholds: health.Thresholds{Failure: 1, Success: 1}, due: soon}
	w.all = append(w.all, w.key)
}

// carryKey takes over what the same engine did with a wrong key.
func (w *worker) carryKey(before *worker) {
	if w.key != nil && before.key != nil {
		w.memory.key, w.key.due, w.key.streak = before.memory.key, before.key.due, before.key.streak
	}
}

// showingWrongKey asks for one token with a key that cannot be right.
func (w *worker) showingWrongKey() task {
	endpoint, model, network := w.plan.Endpoint, w.ask(""), w.network
	endpoint.Key = engine.Key("wrong-" + rand.Text())
	return func(ctx context.Context) result {
		client, err := engine.New(endpoint, network, func() {})
		if err != nil {
			return inDoubt("no client could be made")
		}
		defer client.Close()
		recording := client.Stream(ctx, engine.Request{Model: model, Prompt: pulsePrompt, MaxTokens: 1, Temperature: "0"})
		return concerning(recording)
	}
}

// concerning says what the answer to a wrong key means. What is neither served nor refused tells nothing.
func concerning(recording engine.Recording) result {
	fault := recording.Fault
	switch {
	case fault == nil, fault.Blank, generated(recording.Events):
		return keyed(KeyNotEnforced, failed(string(KeyNotEnforced), "a wrong key is let in"))
	case fault.Reason == engine.Unauthorized:
		return keyed(KeyEnforced, passed())
	default:
		return inDoubt(fault.Message)
	}
}

func keyed(found KeyCheck, o health.Outcome) result {
	return result{outcome: o, note: func(w *worker) { w.memory.key = found }}
}

func inDoubt(message string) result {
	return result{outcome: inconclusive(string(engine.Unknown), message)}
}
