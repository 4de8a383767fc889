// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package health

import (
	"slices"

	"github.com/codegen-dev/codegen-operator/api/reason"
)

// EngineObservation is the health of one engine by all kinds of checks together.
type EngineObservation struct {
	// Health is Unknown in the zero value.
	Health Health
	// Reason is Serving where Healthy; that of the latest failed check where there is one; else Unknown.
	Reason reason.Reason
	// Message is the evidence in words; it may be empty.
	Message string
	// FailingCanary says how the latest run failed of a canary that counts towards health, while the engine is not Unhealthy
	// for it yet, without a full stop; empty: no such canary fails. A gradual failback stops at the first one.
	FailingCanary string
}

// Combine makes one observation of the streaks of an engine, given in order of importance (probe, pulse, canaries): Unhealthy,
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
	return EngineObservation{Health: Healthy, Reason: reason.Serving, Message: "healthy by every kind of check"}
}

func (s Streak) isUnhealthy() bool { return s.Health == Unhealthy }

func (s Streak) isUnproven() bool { return s.Health != Unhealthy && s.Health != Healthy }

func (s Streak) unproven() EngineObservation {
	switch s.Verdict {
	case Fail:
		return EngineObservation{Health: Unknown, Reason: s.Reason, Message: s.Message}
	case Pass:
		return EngineObservation{Health: Unknown, Reason: reason.Unknown, Message: "not passed often enough yet"}
	}
	return EngineObservation{Health: Unknown, Reason: reason.Unknown, Message: "not checked yet"}
}
