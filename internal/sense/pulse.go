// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sense

import (
	"context"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// pulsePrompt asks for next to nothing.
const pulsePrompt = "Say OK."

// pulsing asks for one token. An engine that is just generating for others needs no asking: it is busy, not hung.
func (w *watch) pulsing() task {
	p := pulser{client: w.client, model: w.ask(""), timeout: w.pulse.cadence.Timeout, terse: w.plan.Endpoint.Protocol != engine.OpenAI}
	return p.pulse
}

// pulser is one pulse.
type pulser struct {
	client  *engine.Client
	model   string
	timeout time.Duration
	terse   bool // all that the protocol says of an empty answer is that it ended
}

// pulse keeps to its timeout, but for a last look at the counter.
func (p pulser) pulse(life context.Context) result {
	ctx, cancel := context.WithTimeout(life, p.timeout)
	defer cancel()
	load, generating := glance(ctx, p.client)
	if generating {
		return result{outcome: passed()}
	}
	recording := p.client.Stream(ctx, engine.Request{Model: p.model, Prompt: pulsePrompt, MaxTokens: 1, Temperature: "0"})
	if p.alive(recording) {
		return result{outcome: passed()}
	}
	return p.silent(life, load, recording.Fault)
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
