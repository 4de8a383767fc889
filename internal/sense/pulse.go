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

// lastLook is how long a last look at the token counter may take, after the pulse's own time has run out.
const lastLook = 500 * time.Millisecond

// pulsing asks for one token. An engine that has generated since the last look needs no asking: it is busy, not hung.
func (w *watch) pulsing() task {
	p := pulser{client: w.client, model: w.ask(""), before: w.memory.load}
	return p.pulse
}

// pulser is one pulse.
type pulser struct {
	client *engine.Client
	model  string
	before engine.Load // at the last look
}

func (p pulser) pulse(ctx context.Context) result {
	now := p.load(ctx)
	if moved(p.before, now) {
		return p.remembering(result{outcome: passed()}, now)
	}
	recording := p.client.Stream(ctx, engine.Request{Model: p.model, Prompt: pulsePrompt, MaxTokens: 1, Temperature: "0"})
	if generated(recording.Events) {
		return p.alive(ctx, now, recording)
	}
	return p.silent(ctx, now, recording.Fault)
}

// alive looks at the counter once more, so that our own token does not pass for a user's at the next look.
func (p pulser) alive(ctx context.Context, now engine.Load, recording engine.Recording) result {
	after := p.load(ctx)
	if own := tokens(recording.Events); now.HasTokens {
		after.TokensGenerated = max(after.TokensGenerated, now.TokensGenerated+own)
		after.HasTokens = true
	}
	return p.remembering(resultOf(nil), after)
}

// silent tells a busy engine from a hung one: hung needs silence on both the stream and the counter.
func (p pulser) silent(ctx context.Context, now engine.Load, fault *engine.Fault) result {
	r := resultOf(fault)
	if fault == nil || fault.Reason != engine.Timeout {
		return p.remembering(r, now)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastLook)
	defer cancel()
	after := p.load(ctx)
	if moved(now, after) {
		r.outcome = inconclusive(string(engine.Saturated), "the pulse timed out while the engine generated for others")
		return p.remembering(r, after)
	}
	r.outcome = failed(reasonHung, "the engine took the request and generated nothing in time")
	return p.remembering(r, after)
}

func (p pulser) load(ctx context.Context) engine.Load {
	load, fault := p.client.Load(ctx)
	if fault != nil {
		return engine.Load{}
	}
	return load
}

func (p pulser) remembering(r result, load engine.Load) result {
	r.note = func(w *watch) { w.memory.load = load }
	return r
}

// moved tells whether the engine generated between two looks. A counter that went back is that of a new process.
func moved(before, now engine.Load) bool {
	return before.HasTokens && now.HasTokens && now.TokensGenerated > before.TokensGenerated
}

// generated tells whether anything was generated, were it only white space or the end of the answer.
func generated(events []measure.Event) bool {
	for _, e := range events {
		if e.Error != "" {
			return false
		}
		if e.Text != "" || e.Finish || e.Tokens != nil && *e.Tokens > 0 {
			return true
		}
	}
	return false
}

// tokens is how many tokens the stream says it took; one where it does not say.
func tokens(events []measure.Event) float64 {
	count := measure.Of(events).Tokens
	if count == nil {
		return 1
	}
	return float64(*count)
}
