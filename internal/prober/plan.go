// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"reflect"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// Config says what to watch for one backend. A nil engine is not watched.
type Config struct {
	VLLM, Legacy *EngineConfig
}

func (p Config) of(e decide.Engine) *EngineConfig {
	if e == decide.VLLM {
		return p.VLLM
	}
	return p.Legacy
}

// EngineConfig says what to watch of one engine.
type EngineConfig struct {
	// Endpoint is where the engine is and how to be let in.
	Endpoint engine.Endpoint
	// Models must all be listed; empty: any list will do.
	Models []string
	// Probe and Pulse say how often to check, and how long one check may take.
	Probe, Pulse Cadence
	// Thresholds turn the streaks of probes and pulses into health.
	Thresholds health.Thresholds
	// Canaries to run on this engine.
	Canaries []Canary
	// Route is where clients reach this engine, for the canaries that go through the route; nil: they do not reach this one.
	Route *engine.Endpoint
	// Limits bound the work that canaries and pulses make.
	Limits Limits
	// Asked is whatever stands for the latest wish to run all canaries now: they run when it changes.
	Asked string
}

// Limits bound the work that the watch itself makes for an engine. The zero value of each bounds nothing.
type Limits struct {
	// TokensPerHour is how many tokens canaries may generate in an hour.
	TokensPerHour int
	// StreamsPerMinute is the engine's own limit on streams, of which half is left to others.
	StreamsPerMinute int
	// Waiting is the length of the engine's queue above which canaries wait; nil: any will do.
	Waiting *int
}

// Cadence is the time between two checks, and the time that one may take. Both are more than zero.
type Cadence struct {
	Period, Timeout time.Duration
}

// Canary is a full streamed generation to measure and judge.
type Canary struct {
	// Name is unique among the canaries of a backend.
	Name string
	// Route: it goes through the route rather than straight to the engine. It never counts towards the engine's health.
	Route bool
	// Model to ask; empty: the first of the engine's.
	Model string
	// Prompt, with {{nonce}} in the place of the word of the run.
	Prompt string
	// MaxTokens bounds the answer.
	MaxTokens int
	// Temperature is a decimal, such as "0".
	Temperature string
	// Expect is what the answer must say; nil: anything.
	Expect *measure.Expectation
	// Targets are the bounds that the stream must keep.
	Targets measure.Targets
	// Flip: the canary counts towards the engine's health.
	Flip bool
	// Cadence of the runs.
	Cadence Cadence
	// Thresholds turn its streak into health.
	Thresholds health.Thresholds
}

func (p *EngineConfig) equal(other *EngineConfig) bool { return reflect.DeepEqual(p, other) }

// sameEngine tells whether what was learned of one holds for the other: it is the same server with the same models.
func (p *EngineConfig) sameEngine(other *EngineConfig) bool {
	return p.Endpoint.Protocol == other.Endpoint.Protocol && p.Endpoint.URL == other.Endpoint.URL &&
		reflect.DeepEqual(p.Models, other.Models)
}
