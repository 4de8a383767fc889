// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import "slices"

// Serving is the reason of a healthy engine.
const Serving = "Serving"

// EngineObservation is what is seen of one engine, all kinds of checks together.
type EngineObservation struct {
	// Health is Unknown in the zero value.
	Health Health
	// Reason is Serving where Healthy; that of the latest failed check where there is one; else Unknown.
	Reason string
	// Message is the evidence in words; it may be empty.
	Message string
	// Doubt is what the latest run of a canary that counts failed with, although the engine is not Unhealthy for it yet, without a full
	// stop; empty: there is no doubt. A gradual failback goes on only without.
	Doubt string
}

// good tells whether an engine may be given a larger share.
func (s EngineObservation) good() bool { return s.Health == Healthy && s.Doubt == "" }

// bad tells whether an engine may not keep its share. One of which nothing is known is neither good nor bad.
func (s EngineObservation) bad() bool { return s.Health == Unhealthy || s.Doubt != "" }

// Observation is what is seen of both engines.
type Observation struct{ VLLM, Legacy EngineObservation }

// Of returns what is seen of one engine; the zero EngineObservation for None.
func (s Observation) Of(e Engine) EngineObservation {
	switch e {
	case VLLM:
		return s.VLLM
	case Legacy:
		return s.Legacy
	}
	return EngineObservation{}
}

// Combine makes one sighting of the streaks of an engine, given in order of importance (probe, pulse, canaries): Unhealthy,
// with the reason of the first streak that is; Healthy where all are; otherwise Unknown, with the reason of the first that
// is not proven yet. Without any streak an engine is Unknown.
func Combine(streaks ...Streak) EngineObservation {
	if i := slices.IndexFunc(streaks, Streak.isUnhealthy); i >= 0 {
		failure := streaks[i].Failure
		return EngineObservation{Health: Unhealthy, Reason: failure.Reason, Message: failure.Message}
	}
	if i := slices.IndexFunc(streaks, Streak.isUnproven); i >= 0 {
		return streaks[i].unproven()
	}
	if len(streaks) == 0 {
		return Streak{}.unproven()
	}
	return EngineObservation{Health: Healthy, Reason: Serving, Message: "healthy by every kind of check"}
}

func (s Streak) isUnhealthy() bool { return s.Health == Unhealthy }

func (s Streak) isUnproven() bool { return s.Health != Unhealthy && s.Health != Healthy }

func (s Streak) unproven() EngineObservation {
	switch s.Verdict {
	case Fail:
		return EngineObservation{Health: Unknown, Reason: s.Reason, Message: s.Message}
	case Pass:
		return EngineObservation{Health: Unknown, Reason: string(Unknown), Message: "not passed often enough yet"}
	}
	return EngineObservation{Health: Unknown, Reason: string(Unknown), Message: "not checked yet"}
}
