// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"fmt"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// keys returns events for engines that began to accept a wrong key, or no longer do.
func keys(before, after *v1alpha1.CodeGenBackendStatus) []Event {
	var all []Event
	for _, e := range after.Engines {
		was := v1alpha1.KeyUnknown
		if old := before.Engine(e.Name); old != nil {
			was = old.KeyCheck
		}
		switch {
		case e.KeyCheck == v1alpha1.KeyNotEnforced && was != v1alpha1.KeyNotEnforced:
			all = append(all, warning(v1alpha1.ReasonKeyNotEnforced, actionProbe, fmt.Sprintf(
				"engine %s accepts a wrong key: anyone who can reach it can use it; configure it to require the key", e.Name)))
		case e.KeyCheck == v1alpha1.KeyEnforced && was == v1alpha1.KeyNotEnforced:
			all = append(all, normal(v1alpha1.ReasonKeyEnforced, actionProbe, fmt.Sprintf("engine %s refuses a wrong key", e.Name)))
		}
	}
	return all
}
