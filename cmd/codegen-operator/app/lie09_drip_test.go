// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestLie09Drip: a byte, a comment or an empty event now and then keeps the connection busy, for ever.
func TestLie09Drip(t *testing.T) {
	t.Parallel()
	script := sim.Script{Misbehave: sim.Drip, DripInterval: 300 * time.Millisecond}
	impatient := jay(func(c *v1alpha1.CanarySpec) { c.TimeoutSeconds = 3 })
	uncover(t,
		lie{
			name: "by-canary", script: script, spec: spec(rarelyPulsed, impatient), later: true,
			shows: []func(*v1alpha1.CodeGenBackendStatus) bool{
				ran(v1alpha1.ThroughVLLM, v1alpha1.VerdictFail, v1alpha1.EngineTimeout, "did not end its stream in time"),
				says(v1alpha1.ConditionStreamingOnTarget, v1alpha1.ReasonStreamFailed),
			},
			event: v1alpha1.ReasonStreamFailed,
		},
		lie{name: "by-pulse", script: script, shows: onLegacy(v1alpha1.EngineHung), event: v1alpha1.EngineHung},
		lie{name: "codegen", protocol: sim.CodeGen, script: script, shows: onLegacy(v1alpha1.EngineHung), event: v1alpha1.EngineHung},
	)
}
