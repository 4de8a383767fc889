// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

// Verdict is what one check came to.
type Verdict string

// The verdicts.
const (
	// Pass: the engine did what the check asks.
	Pass Verdict = "Pass"
	// Fail: it did not. A failed check is an outcome, not an error.
	Fail Verdict = "Fail"
	// Inconclusive: nothing was learnt about the engine's health; it was saturated, or the check was cut off from our side.
	Inconclusive Verdict = "Inconclusive"
)

// Outcome is the result of one check, with its evidence.
type Outcome struct {
	Verdict Verdict
	// Reason is one CamelCase word, such as ConnectionRefused.
	Reason string
	// Message is the evidence in words, cleaned and cut.
	Message string
}

// counts tells whether the outcome says anything about health.
func (o Outcome) counts() bool { return o.Verdict == Pass || o.Verdict == Fail }
