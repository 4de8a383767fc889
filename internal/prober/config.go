// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"fmt"
	"reflect"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/redact"
)

// The types of package engine that a Config is made of, so that its author need not know the clients.
type (
	// Endpoint is where an engine is, with its credentials.
	Endpoint = engine.Endpoint
	// Protocol is the wire format that an engine speaks.
	Protocol = protocol.Protocol
	// Secret is a credential. It does not print.
	Secret = redact.String
	// Network is how engines are reached.
	Network = engine.Network
)

// Config says how to probe the engines of one backend. A nil engine is not probed.
type Config struct {
	VLLM, Legacy *EngineConfig
}

func (c Config) of(e decide.Engine) *EngineConfig {
	if e == decide.VLLM {
		return c.VLLM
	}
	return c.Legacy
}

// EngineConfig says how to probe one engine.
type EngineConfig struct {
	// Endpoint is where the engine is, with its credentials.
	Endpoint engine.Endpoint
	// Models must all be listed; empty: any list passes.
	Models []string
	// Probe and Pulse say how often to check, and how long one check may take.
	Probe, Pulse Cadence
	// Thresholds turn the streaks of probes and pulses into health.
	Thresholds health.Thresholds
	// Canaries to run on this engine.
	Canaries []Canary
	// Route is where clients reach this engine, for the canaries that go through the route; nil: clients do not reach it.
	Route *engine.Endpoint
	// Continuation: the engine is asked to go on with the beginning of an answer.
	Continuation bool
	// Limits bound the work that canaries and pulses cause.
	Limits Limits
	// RunRequest identifies the latest request to run all canaries now: they run when it changes.
	RunRequest string
}

// Format never shows keys, even where the value is behind a pointer.
func (c EngineConfig) Format(f fmt.State, verb rune) {
	type fields EngineConfig
	redact.Format(f, verb, fields(c))
}

// Limits bound the work that checks cause for an engine. The zero value of each bounds nothing.
type Limits struct {
	// TokensPerHour is how many tokens canaries may generate in an hour.
	TokensPerHour int
	// StreamsPerMinute is the engine's own limit on streams, of which half is left to others.
	StreamsPerMinute int
	// Waiting is the length of the engine's queue above which canaries wait; nil: no bound.
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
	// Route: it goes through the route instead of straight to the engine. It never counts towards the engine's health.
	Route bool
	// Model to ask; empty: the first of the engine's.
	Model string
	// Prompt, in which {{nonce}} stands for the nonce of the run.
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

func (c *EngineConfig) equal(other *EngineConfig) bool { return reflect.DeepEqual(c, other) }

// sameEngine reports whether what was learned under one config holds under the other: it is the same server with the same models.
func (c *EngineConfig) sameEngine(other *EngineConfig) bool {
	return c.Endpoint.Protocol == other.Endpoint.Protocol && c.Endpoint.URL == other.Endpoint.URL &&
		reflect.DeepEqual(c.Models, other.Models)
}
