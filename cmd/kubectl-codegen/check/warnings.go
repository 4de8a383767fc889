// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package check

import (
	"fmt"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Warnings are what nobody declared, and is worth knowing.
func Warnings(checked *v1alpha1.CodeGenBackend) []string {
	var warnings []string
	for _, e := range checked.Status.Engines {
		if e.KeyCheck == v1alpha1.KeyNotEnforced {
			warnings = append(warnings, fmt.Sprintf("Warning: %s lets a wrong key in: whoever reaches it can use it.", e.Name))
		}
		if e.Reason == v1alpha1.EngineAddressForbidden {
			warnings = append(warnings, fmt.Sprintf("Hint: if %[1]s is meant to be there, give --%[1]s-url, or widen the guard by --allow-addresses CIDR.", e.Name))
		}
	}
	return warnings
}
