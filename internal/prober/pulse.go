// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// pulsePrompt asks for next to nothing.
const pulsePrompt = "Say OK."

// pulsing asks for one token. An engine that is just generating for others needs no asking: it is busy, not hung.
func (w *worker) pulsing() task {
	p := pulser{client: w.client, model: w.inTurn(), turns: w.memory.turns, models: len(w.plan.Models), timeout: w.pulse.cadence.Timeout, terse: w.plan.Endpoint.Protocol != protocol.OpenAI}
	return p.pulse
}

// pulser is one pulse.
type pulser struct {
	client  *engine.Client
	model   string // the one in turn
	turns   turns
	models  int // how many are declared
	timeout time.Duration
	terse   bool // all that the protocol says of an empty answer is that it ended
}

// pulse keeps to its timeout, but for a last look at the counter.
func (p pulser) pulse(life context.Context) result {
	ctx, cancel := context.WithTimeout(life, p.timeout)
	defer cancel()
	load, generating := glance(ctx, p.client)
	if generating && p.turns.maySave(p.models) {
		return p.ending(passed(), p.turns.spared())
	}
	recording := p.ask(ctx, p.model)
	if p.alive(recording) {
		return p.ending(passed(), p.turns.passed(p.model, time.Now()))
	}
	return p.blaming(ctx, p.silent(life, load, recording.Fault))
}

func (p pulser) ask(ctx context.Context, model string) engine.Recording {
	return p.client.Stream(ctx, engine.Request{Model: model, Prompt: pulsePrompt, MaxTokens: 1, Temperature: "0"})
}

// ending is a pulse that ended, and whose turn it is then.
func (p pulser) ending(o health.Outcome, t turns) result {
	return result{outcome: o, note: func(w *worker) { w.memory.turns = t }}
}

// blaming tells a broken model from a broken engine: where others generated until now, one of them is asked right away, for
// until now is not now. It is asked once for each model that breaks, so that one which stays broken does not cost twice as much.
func (p pulser) blaming(ctx context.Context, r result) result {
	witness, after := p.turns.witness(p.model), p.turns.failedAt(p.model, false)
	switch {
	case r.outcome.Verdict != health.Fail:
		return r
	case !mayBeTheModels(r.outcome) || witness == "":
	case p.turns.broken == p.model || p.alive(p.ask(ctx, witness)):
		r.outcome, after = theModels(p.model, r.outcome), p.turns.failedAt(p.model, true)
	default:
		after = p.turns.noneGenerates()
	}
	r.note = func(w *worker) { w.memory.turns = after }
	return r
}

// alive tells whether the engine generated: something, in a stream that was good as far as it came.
func (p pulser) alive(recording engine.Recording) bool {
	fault := recording.Fault
	switch {
	case fault == nil:
		return true
	case fault.Blank:
		return p.terse || generated(recording.Events)
	case fault.Reason == engine.Timeout: // an engine may not mind the bound of one token
		return generated(recording.Events)
	}
	return false
}

// silent tells a busy engine from a hung one: hung needs silence on both the stream and the counter.
func (p pulser) silent(life context.Context, before engine.Load, fault *engine.Fault) result {
	switch {
	case fault.Reason != engine.Timeout:
		return resultOf(fault)
	case before.HasTokens && moved(before, look(life, p.client)):
		return result{outcome: inconclusive(string(engine.Saturated), "the pulse timed out while the engine generated for others")}
	}
	return result{outcome: failed(reasonHung, "the engine took the request and generated nothing in time")}
}

// generated tells whether anything was generated, were it only white space or the end of the answer.
func generated(events []measure.Event) bool {
	for _, e := range events {
		if e.Text != "" || e.Finish || e.Tokens != nil && *e.Tokens > 0 {
			return true
		}
	}
	return false
}
