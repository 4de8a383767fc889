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
	// Inconclusive: it was measured, and the measurement proves nothing.
	Inconclusive Verdict = "Inconclusive"
	// NotMeasured: it was not measured, or not since it was declared.
	NotMeasured Verdict = "NotMeasured"
	// Skipped: it cannot be measured without a cluster, and does not count.
	Skipped Verdict = "Skipped"
)

// Requirement is one thing that a backend declares, with what was measured.
type Requirement struct {
	// Of is what the requirement is about: engine, canary or route.
	Of string `json:"of"`
	// Name of that engine, canary or route.
	Name string `json:"name"`
	// Through is what a canary runs through, or the kind of a route.
	Through string `json:"through,omitempty"`
	// Requirement is one of the constants below, or the name of a target, such as Chunks.
	Requirement string `json:"requirement"`
	// Target is what is declared.
	Target string `json:"target"`
	// Measured is what was measured; empty if nothing was.
	Measured string `json:"measured,omitempty"`
	// Verdict says whether it holds.
	Verdict Verdict `json:"verdict"`
	// Message says why it does not hold; empty if it holds, or if an earlier row of the same canary has the message.
	Message string `json:"message,omitempty"`
}

// Values of Requirement.Requirement.
const (
	requiresHealth = "Healthy"
	requiresModels = "Models"
	requiresStream = "Stream"
	requiresOutput = "Output"
	requiresActive = "PointsToActive"
)

// Source is where the measurements come from.
type Source int

const (
	// SourceCluster is a status that an operator wrote.
	SourceCluster Source = iota
	// SourceLocal is a check without a cluster, and so without routes.
	SourceLocal
)

// Requirements returns what a backend declares, with what its status says about each.
func Requirements(b *v1alpha1.CodeGenBackend, source Source) []Requirement {
	var rows []Requirement
	for _, name := range []v1alpha1.EngineName{v1alpha1.EngineVLLM, v1alpha1.EngineLegacy} {
		rows = append(rows, engineRequirements(b, name)...)
	}
	for i := range b.Spec.Canaries {
		for _, through := range b.Spec.Canaries[i].Through {
			rows = append(rows, canaryRequirements(b, &b.Spec.Canaries[i], through, source)...)
		}
	}
	if source == SourceCluster {
		rows = append(rows, routeRequirements(b)...)
	}
	return rows
}

// Holds reports whether every requirement that counts holds.
func Holds(rows []Requirement) bool { return countUnmet(rows) == 0 }

// countUnmet returns how many requirements do not hold.
func countUnmet(rows []Requirement) int {
	n := 0
	for _, r := range rows {
		if r.Verdict != Pass && r.Verdict != Skipped {
			n++
		}
	}
	return n
}
