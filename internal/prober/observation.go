// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"net/netip"
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// Observation is what the prober knows of a backend at one moment.
type Observation struct {
	VLLM, Legacy EngineObservation
}

// Of is the observation of one engine; the zero value for None.
func (o Observation) Of(e decide.Engine) EngineObservation {
	switch e {
	case decide.VLLM:
		return o.VLLM
	case decide.Legacy:
		return o.Legacy
	default:
		return EngineObservation{}
	}
}

// ForDecision is the part of the observation that a decision needs.
func (o Observation) ForDecision() decide.Observation {
	return decide.Observation{VLLM: o.VLLM.EngineObservation, Legacy: o.Legacy.EngineObservation}
}

// EngineObservation is what the prober knows of one engine. In the zero value, the engine is not probed.
type EngineObservation struct {
	health.EngineObservation
	// Probed: a worker probes the engine. Otherwise nothing is known of it, whatever was known before.
	Probed bool
	// Streak is how many probes in a row, up to the latest, had the same verdict.
	Streak int
	// LastCheck is when the latest check ended.
	LastCheck time.Time
	// Key reports whether the engine refuses a wrong key; empty: it needs none.
	Key KeyCheck
	// Continuation is what the engine does with the beginning of an answer; empty: it was not asked yet.
	Continuation Continuation
	// Models are the declared models, in the order in which they were declared.
	Models []Model
	// Addresses are what the engine's host name resolves to, sorted.
	Addresses []netip.Addr
	// Canaries are the canaries of the engine, in the order in which they were declared.
	Canaries []CanaryObservation
}

// notProbed is the observation of an engine without a worker.
func notProbed() EngineObservation { return EngineObservation{EngineObservation: health.Combine()} }

// differs reports whether a change between two observations must wake the reconciler: of health, key, continuation, models or
// addresses.
func (o EngineObservation) differs(from EngineObservation) bool {
	return o.Health != from.Health || o.Key != from.Key || o.Continuation != from.Continuation ||
		!slices.Equal(o.Models, from.Models) || !slices.Equal(o.Addresses, from.Addresses)
}

// Presence of a model.
type Presence string

const (
	// PresenceUnknown means that the engine has not listed its models yet.
	PresenceUnknown Presence = "Unknown"
	// Present means that the engine lists the model.
	Present Presence = "Ready"
	// Missing means that the engine does not list the model.
	Missing Presence = "Missing"
	// Broken means that the engine lists the model, and that the model generates nothing while others do.
	Broken Presence = "Broken"
)

// KeyCheck reports whether an engine that is given a key insists on it.
type KeyCheck string

const (
	// KeyUnknown means that no wrong key was tried yet, or that the answer was neither a refusal nor a generation.
	KeyUnknown KeyCheck = "Unknown"
	// KeyEnforced means that the engine refused a wrong key.
	KeyEnforced KeyCheck = "Enforced"
	// KeyNotEnforced means that the engine accepted a wrong key.
	KeyNotEnforced KeyCheck = "NotEnforced"
)

// Model is a declared model, and whether the engine has it.
type Model struct {
	Name     string
	Presence Presence
}

// CanaryObservation is what the prober knows of one canary on one engine.
type CanaryObservation struct {
	Name string
	// Route: it goes through the route.
	Route bool
	// Runs are the last ten, newest first; empty before the first has ended.
	Runs []Run
}

// Run is one finished canary run.
type Run struct {
	// Canary is its name.
	Canary string
	// Route: it went through the route.
	Route bool
	// Ended is when it ended.
	Ended time.Time
	// Outcome is the verdict on the run as a whole, with its reason.
	Outcome health.Outcome
	// Numbers are what was measured; the text is left out.
	Numbers measure.Numbers
	// Results are the results of the targets.
	Results []measure.Result
	// Output is how the answer compares with what was expected.
	Output measure.Output
	// Hint is advice on what missed its target; empty: the evidence supports none.
	Hint string
}
