// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import "github.com/codegen-dev/codegen-operator/api/v1alpha1"

// Verdict on a requirement.
type Verdict string

// The verdicts.
const (
	// Pass: it holds.
	Pass Verdict = "Pass"
	// Fail: it does not hold.
	Fail Verdict = "Fail"
	// Inconclusive: it was looked at, and nothing can be said.
	Inconclusive Verdict = "Inconclusive"
	// NotMeasured: it was not looked at, or not since it was declared.
	NotMeasured Verdict = "NotMeasured"
	// Skipped: it cannot be looked at from here, and does not count.
	Skipped Verdict = "Skipped"
)

// Requirement is one thing that a backend declares, beside what was measured.
type Requirement struct {
	// Of is what it is asked of: engine, canary or route.
	Of string `json:"of"`
	// Name of that engine, canary or route.
	Name string `json:"name"`
	// Through is the way that a canary took; the kind of a route.
	Through string `json:"through,omitempty"`
	// Requirement is one of the words below, or the name of a target, such as Chunks.
	Requirement string `json:"requirement"`
	// Target is what is wanted.
	Target string `json:"target"`
	// Measured is what was found; empty: nothing.
	Measured string `json:"measured,omitempty"`
	// Verdict on it.
	Verdict Verdict `json:"verdict"`
	// Message says in a sentence what fell short; empty: nothing did, or another row of the same has said it.
	Message string `json:"message,omitempty"`
}

// What can be required.
const (
	requiresHealth = "Healthy"
	requiresModels = "Models"
	requiresStream = "Stream"
	requiresOutput = "Output"
	requiresActive = "CarriesActive"
)

// From is where the measuring was done.
type From int

const (
	// FromCluster is an operator's status.
	FromCluster From = iota
	// FromHere is a check without a cluster: there is no route.
	FromHere
)

// Requirements are all that a backend declares, beside what its status says of it.
func Requirements(b *v1alpha1.CodeGenBackend, from From) []Requirement {
	var rows []Requirement
	for _, name := range []v1alpha1.EngineName{v1alpha1.EngineVLLM, v1alpha1.EngineLegacy} {
		rows = append(rows, ofEngine(b, name)...)
	}
	for i := range b.Spec.Canaries {
		for _, through := range b.Spec.Canaries[i].Through {
			rows = append(rows, ofCanary(b, &b.Spec.Canaries[i], through, from)...)
		}
	}
	if from == FromCluster {
		rows = append(rows, ofRoutes(b)...)
	}
	return rows
}

// Holds tells whether everything that counts holds.
func Holds(rows []Requirement) bool { return short(rows) == 0 }

// short is how many do not hold.
func short(rows []Requirement) int {
	n := 0
	for _, r := range rows {
		if r.Verdict != Pass && r.Verdict != Skipped {
			n++
		}
	}
	return n
}
