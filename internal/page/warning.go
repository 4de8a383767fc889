// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import "github.com/codegen-dev/codegen-operator/api/v1alpha1"

// Warning is something that nobody declared, and is worth knowing.
type Warning struct {
	// Engine that it is about.
	Engine string `json:"engine"`
	// Reason is KeyNotEnforced, AddressForbidden or NameNotResolved.
	Reason string `json:"reason"`
}

// Warnings are what is worth knowing of a backend beside its requirements.
func Warnings(b *v1alpha1.CodeGenBackend, from From) []Warning {
	var warnings []Warning
	for i := range b.Status.Engines {
		e := &b.Status.Engines[i]
		if e.KeyCheck == v1alpha1.KeyNotEnforced {
			warnings = append(warnings, Warning{Engine: string(e.Name), Reason: v1alpha1.ReasonKeyNotEnforced})
		}
		if elsewhere := e.Reason == v1alpha1.EngineAddressForbidden || e.Reason == v1alpha1.EngineNameNotResolved; elsewhere && from == FromHere {
			warnings = append(warnings, Warning{Engine: string(e.Name), Reason: e.Reason})
		}
	}
	return warnings
}
