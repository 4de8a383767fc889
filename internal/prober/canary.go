// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// canarying runs one canary and judges it.
func (w *worker) canarying(c Canary) task {
	client, model, waiting := w.client, w.ask(c.Model), w.plan.Limits.Waiting
	if c.Route {
		client = w.route
	}
	straight := w.client
	return func(life context.Context) result {
		ctx, cancel := context.WithTimeout(life, c.Cadence.Timeout)
		defer cancel()
		nonce, err := measure.Nonce(rand.Reader)
		if err != nil {
			return result{outcome: inconclusive(string(engine.Unknown), "no randomness for the nonce could be had")}
		}
		before := look(ctx, straight)
		if waiting != nil && before.HasQueue && before.Waiting > float64(*waiting) {
			return c.concluding(c.unfit(before), nil)
		}
		recording := client.Stream(ctx, c.request(model, nonce))
		run := c.judge(recording, nonce)
		if leftInLine(recording, run.Numbers) && crowded(before, look(life, straight)) {
			run.Outcome = inconclusive(string(engine.Saturated), "no chunk came in time, while the engine generated for others and more were waiting")
		}
		return c.concluding(run, recording.Fault)
	}
}

// unfit is a run that was not begun, because the engine has enough to do.
func (c Canary) unfit(load engine.Load) Run {
	return Run{Canary: c.Name, Route: c.Route, Ended: time.Now(), Output: measure.NotChecked, Outcome: inconclusive(
		string(engine.Saturated), fmt.Sprintf("%.0f requests wait at the engine: the run was put off", load.Waiting))}
}

// leftInLine tells whether the time ran out without a word.
func leftInLine(recording engine.Recording, n measure.Numbers) bool {
	return n.Chunks == 0 && recording.Fault != nil && recording.Fault.Reason == engine.Timeout
}

func (c Canary) request(model, nonce string) engine.Request {
	return engine.Request{
		Model:       model,
		Prompt:      strings.ReplaceAll(c.Prompt, measure.Placeholder, nonce),
		MaxTokens:   c.MaxTokens,
		Temperature: c.Temperature,
	}
}

// judge turns a recording into a run.
func (c Canary) judge(recording engine.Recording, nonce string) Run {
	numbers := measure.Of(recording.Events)
	run := Run{Canary: c.Name, Route: c.Route, Ended: time.Now(), Numbers: numbers, Output: measure.NotChecked}
	run.Numbers.Text = "" // never kept: it is the engine's word, and may be long
	if recording.Fault != nil {
		run.Outcome = outcomeOf(recording.Fault)
		return run
	}
	run.Results = measure.Judge(numbers, c.Targets)
	if c.Expect != nil {
		run.Output = c.Expect.Check(numbers.Text, nonce)
	}
	run.Outcome = verdict(run)
	run.Hint = c.hint(run)
	return run
}

// hint is advice, where the evidence supports one.
func (c Canary) hint(run Run) string {
	temperature, err := strconv.ParseFloat(c.Temperature, 64)
	if err != nil {
		temperature = 0
	}
	return measure.Hint(measure.Evidence{
		Numbers: run.Numbers, Results: run.Results, Output: run.Output, Temperature: temperature, Straight: !c.Route,
	})
}

// verdict sums a run up: wrong code is worse than late code.
func verdict(run Run) health.Outcome {
	switch run.Output {
	case measure.Fabricated:
		return failed(reasonOutputFabricated, "the answer has the fixed part of what was expected but not the fresh word of this run: it was made before the question")
	case measure.Wrong:
		return failed(reasonOutputWrong, "the answer is not what was expected")
	}
	if short := shortfalls(run.Results); short != "" {
		return failed(reasonOffTarget, short)
	}
	return passed()
}

func shortfalls(results []measure.Result) string {
	var sentences []string
	for _, c := range results {
		if c.Verdict == measure.Fail {
			sentences = append(sentences, c.Sentence)
		}
	}
	return strings.Join(sentences, "; ")
}

// concluding is the result of a run.
func (c Canary) concluding(run Run, fault *engine.Fault) result {
	r := resultOf(fault)
	r.outcome = run.Outcome
	r.outcome.Message = c.named(run.Outcome)
	r.note = func(w *worker) { w.ran(run) }
	return r
}

// named says which canary it was, for the engine's health.
func (c Canary) named(o health.Outcome) string {
	if o.Message == "" {
		return ""
	}
	return fmt.Sprintf("canary %s: %s", c.Name, o.Message)
}

// ran remembers a run. The runs before stay as they are, for others read them.
func (w *worker) ran(run Run) {
	key := runKey{canary: run.Canary, route: run.Route}
	runs := slices.Insert(slices.Clone(w.memory.runs[key]), 0, run)
	w.memory.runs[key] = runs[:min(len(runs), keptRuns)]
	w.tell.ran(run)
}
