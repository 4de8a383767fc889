// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package health

import "github.com/codegen-dev/codegen-operator/api/reason"

// Verdict is what one check shows about the engine.
type Verdict string

// The verdicts.
const (
	// Pass: the engine did what the check asks.
	Pass Verdict = "Pass"
	// Fail: the engine did not. A failed check is an outcome, not an error.
	Fail Verdict = "Fail"
	// Inconclusive: the check showed nothing about the engine's health; the engine was saturated, or we cut the check off.
	Inconclusive Verdict = "Inconclusive"
)

// Outcome is the result of one check, with its evidence.
type Outcome struct {
	Verdict Verdict
	// Reason is one of the reasons of checks; empty where the check passed.
	Reason reason.Reason
	// Message is the evidence in words, cleaned and cut.
	Message string
}

// counts reports whether the outcome says anything about health.
func (o Outcome) counts() bool { return o.Verdict == Pass || o.Verdict == Fail }
