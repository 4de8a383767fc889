// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import "github.com/codegen-dev/codegen-operator/api/v1alpha1"

// Warning is a finding beside the declared requirements.
type Warning struct {
	// Engine is the engine that it is about.
	Engine string `json:"engine"`
	// Reason is KeyNotEnforced, AddressForbidden or NameNotResolved.
	Reason string `json:"reason"`
}

// Warnings returns what is worth knowing about a backend beside its requirements.
func Warnings(b *v1alpha1.CodeGenBackend, source Source) []Warning {
	var warnings []Warning
	for i := range b.Status.Engines {
		e := &b.Status.Engines[i]
		if e.KeyCheck == v1alpha1.KeyNotEnforced {
			warnings = append(warnings, Warning{Engine: string(e.Name), Reason: v1alpha1.ReasonKeyNotEnforced})
		}
		if elsewhere := e.Reason == v1alpha1.EngineAddressForbidden || e.Reason == v1alpha1.EngineNameNotResolved; elsewhere &&
			source == SourceLocal {
			warnings = append(warnings, Warning{Engine: string(e.Name), Reason: e.Reason})
		}
	}
	return warnings
}
