// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// canaryRunner runs one canary and judges it.
type canaryRunner struct {
	Canary

	client   *engine.Client // straight, or through the route
	straight *engine.Client
	model    string
	waiting  *int // the length of the queue above which the run is postponed; nil: no bound
}

func (c canaryRunner) runOnce(life context.Context) result {
	ctx, cancel := context.WithTimeout(life, c.Cadence.Timeout)
	defer cancel()
	nonce, err := measure.Nonce(rand.Reader)
	if err != nil {
		return result{outcome: inconclusive(reason.Unknown, "the nonce could not be generated: there is no randomness")}
	}
	before := readLoad(ctx, c.straight)
	if c.waiting != nil && before.HasQueue && before.Waiting > float64(*c.waiting) {
		return c.result(c.postponed(before), nil)
	}
	recording := c.client.Stream(ctx, c.request(c.model, nonce))
	run := c.judge(recording, nonce)
	if timedOutWithoutChunk(recording, run.Numbers) && servedOthers(before, readLoad(life, c.straight)) {
		run.Outcome = inconclusive(reason.Saturated,
			"no chunk arrived in time, while the engine generated for others and requests were queued")
	}
	return c.result(run, recording.Fault)
}

// postponed is a run that did not start, because the engine has enough to do.
func (c Canary) postponed(load engine.Load) Run {
	return Run{Canary: c.Name, Route: c.Route, Ended: time.Now(), Output: measure.NotChecked, Outcome: inconclusive(
		reason.Saturated, fmt.Sprintf("%.0f requests are queued at the engine: the run is postponed", load.Waiting))}
}

func timedOutWithoutChunk(recording engine.Recording, n measure.Numbers) bool {
	return n.Chunks == 0 && recording.Fault != nil && recording.Fault.Reason == reason.Timeout
}

func (c Canary) request(model, nonce string) protocol.Generation {
	return protocol.Generation{
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
	run.Numbers.Text = "" // never kept: the engine chose it, and it may be long
	if recording.Fault != nil {
		run.Outcome = outcomeOf(recording.Fault)
		return run
	}
	run.Results = measure.Judge(numbers, c.Targets)
	if c.Expect != nil {
		run.Output = c.Expect.Check(numbers.Text, nonce)
	}
	run.Outcome = outcomeOfRun(run)
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

// outcomeOfRun sums a run up: wrong code is worse than late code.
func outcomeOfRun(run Run) health.Outcome {
	switch run.Output {
	case measure.Fabricated:
		return failed(reason.OutputFabricated,
			"the answer has the fixed part of what was expected but not the nonce of this run: it was made before the question")
	case measure.Wrong:
		return failed(reason.OutputWrong, "the answer is not what was expected")
	}
	if missed := missedTargets(run.Results); missed != "" {
		return failed(reason.OffTarget, missed)
	}
	return passed()
}

func missedTargets(results []measure.Result) string {
	var sentences []string
	for _, r := range results {
		if r.Verdict == measure.Fail {
			sentences = append(sentences, r.Sentence)
		}
	}
	return strings.Join(sentences, "; ")
}

// result is the result of a run. Its message names the canary, because it may explain the engine's health.
func (c Canary) result(run Run, fault *engine.Fault) result {
	r := resultOf(fault)
	r.outcome, r.run = run.Outcome, &run
	if r.outcome.Message != "" {
		r.outcome.Message = fmt.Sprintf("canary %s: %s", c.Name, r.outcome.Message)
	}
	return r
}
