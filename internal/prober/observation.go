// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"net/netip"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// Observation is what is seen of a backend at one moment.
type Observation struct {
	VLLM, Legacy EngineObservation
}

// Of is what is seen of one engine; nothing for None.
func (s Observation) Of(e decide.Engine) EngineObservation {
	switch e {
	case decide.VLLM:
		return s.VLLM
	case decide.Legacy:
		return s.Legacy
	default:
		return EngineObservation{}
	}
}

// Deciding reduces a sighting to what a decision needs.
func (s Observation) Deciding() decide.Observation {
	return decide.Observation{VLLM: s.VLLM.EngineObservation, Legacy: s.Legacy.EngineObservation}
}

// EngineObservation is what is seen of one engine. The zero value is an engine that is not watched.
type EngineObservation struct {
	health.EngineObservation
	// Watched: somebody looks. What nobody looks at is not known, whatever was known before.
	Watched bool
	// Streak is how many probes in a row came to what the latest one came to.
	Streak int
	// LastCheck is when the latest check ended.
	LastCheck time.Time
	// Key tells whether the engine refuses a wrong key; empty: it needs none.
	Key KeyCheck
	// Models are the declared models, in the order in which they were declared.
	Models []Model
	// Addresses are what the engine's host name resolves to, sorted.
	Addresses []netip.Addr
	// Canaries are the canaries of the engine, in the order in which they were declared.
	Canaries []CanaryObservation
}

// Presence of a model.
type Presence string

const (
	// PresenceUnknown means that the engine has not listed its models yet.
	PresenceUnknown Presence = "Unknown"
	// Present means that it lists the model.
	Present Presence = "Ready"
	// Missing means that it does not.
	Missing Presence = "Missing"
	// Broken means that it lists the model, and that the model generates nothing while others do.
	Broken Presence = "Broken"
)

// KeyCheck tells whether an engine that is given a key insists on it.
type KeyCheck string

const (
	// KeyUnknown means that no wrong key was shown yet, or that the answer told nothing.
	KeyUnknown KeyCheck = "Unknown"
	// KeyEnforced means that a wrong key was refused.
	KeyEnforced KeyCheck = "Enforced"
	// KeyNotEnforced means that a wrong key was let in.
	KeyNotEnforced KeyCheck = "NotEnforced"
)

// Model is a declared model and whether it is there.
type Model struct {
	Name     string
	Presence Presence
}

// CanaryObservation is what is known of one canary on one engine.
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
	// Results are the verdicts on each bound.
	Results []measure.Result
	// Output is what the answer was, beside what was expected.
	Output measure.Output
	// Hint is advice on what fell short; empty: there is no evidence for any.
	Hint string
}

// keptRuns is how many runs of a canary are remembered.
const keptRuns = 10
