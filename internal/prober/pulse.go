// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"fmt"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// pulsePrompt asks for next to nothing.
const pulsePrompt = "Say OK."

// oneToken is the smallest generation.
func oneToken(model string) protocol.Generation {
	return protocol.Generation{Model: model, Prompt: pulsePrompt, MaxTokens: 1, Temperature: "0"}
}

// pulser asks an engine for one token.
type pulser struct {
	client     *engine.Client
	model      string // the one in turn
	models     int    // how many are declared
	roundRobin roundRobin
	timeout    time.Duration
	terse      bool // the protocol says nothing of an empty answer but that it ended
}

// pulse keeps its timeout, but for a last read of the counter. It skips an engine that generates for others: it is busy, not hung.
func (p pulser) pulse(life context.Context) result {
	ctx, cancel := context.WithTimeout(life, p.timeout)
	defer cancel()
	load, generating := sample(ctx, p.client)
	if generating && p.roundRobin.maySkip(p.models) {
		return pulsed(passed(), p.roundRobin.afterSkip())
	}
	recording := p.client.Stream(ctx, oneToken(p.model))
	if p.alive(recording) {
		return pulsed(passed(), p.roundRobin.afterPass(p.model, time.Now()))
	}
	return p.blame(ctx, p.failure(life, load, recording.Fault))
}

// pulsed is the result of a pulse, with whose turn it is next.
func pulsed(o health.Outcome, next roundRobin) result {
	return result{outcome: o, update: func(m *memory) { m.roundRobin = next }}
}

// blame tells a broken model from a broken engine: where another model has generated since, it is asked right away, because that
// proof may be outdated. It is asked once for each model that breaks, so that a model that stays broken does not cost twice as much.
func (p pulser) blame(ctx context.Context, r result) result {
	other, next := p.roundRobin.provenSince(p.model), p.roundRobin.afterFailure("")
	switch {
	case r.outcome.Verdict != health.Fail:
		return r
	case !mayBeModel(r.outcome) || other == "":
	case p.roundRobin.broken == p.model || p.alive(p.client.Stream(ctx, oneToken(other))):
		r.outcome, next = modelFailed(p.model, r.outcome), p.roundRobin.afterFailure(p.model)
	default:
		next = p.roundRobin.afterEngineFailure()
	}
	r.update = func(m *memory) { m.roundRobin = next }
	return r
}

// mayBeModel reports whether a failure may be one model's own. Silence may be a hung engine, and a refusal may be of a wrong key,
// whatever the model.
func mayBeModel(o health.Outcome) bool {
	return o.Verdict == health.Fail && (o.Reason == reason.HTTPError || o.Reason == reason.StreamBroken)
}

// modelFailed is a failure of one model alone.
func modelFailed(model string, o health.Outcome) health.Outcome {
	return failed(reason.ModelsMissing, fmt.Sprintf("model %s is listed and does not generate: %s", model, o.Message))
}

// alive reports whether the engine generated: something, in a stream that was good as far as it came.
func (p pulser) alive(recording engine.Recording) bool {
	fault := recording.Fault
	switch {
	case fault == nil:
		return true
	case fault.Blank:
		return p.terse || generated(recording.Events)
	case fault.Reason == reason.Timeout: // an engine may ignore the bound of one token
		return generated(recording.Events)
	}
	return false
}

// failure tells a busy engine from a hung one: a hung engine moves neither the stream nor the counter.
func (p pulser) failure(life context.Context, before engine.Load, fault *engine.Fault) result {
	switch {
	case fault.Reason != reason.Timeout:
		return resultOf(fault)
	case before.HasTokens && generatedBetween(before, readLoad(life, p.client)):
		return result{outcome: inconclusive(reason.Saturated, "the pulse timed out while the engine generated for others")}
	}
	return result{outcome: failed(reason.EngineHung, "the engine accepted the request and generated nothing in time")}
}

// generated reports whether anything was generated, even if only white space or the end of the answer.
func generated(events []measure.Event) bool {
	for _, e := range events {
		if e.IsChunk() || e.Finish || e.Tokens != nil && *e.Tokens > 0 {
			return true
		}
	}
	return false
}
