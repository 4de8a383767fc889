// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide_test

import (
	"fmt"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// vllm refuses two probes in a row while legacy serves: the traffic flips.
func ExampleNext() {
	thresholds := health.Thresholds{Failure: 2, Success: 1}
	refused := health.Outcome{Verdict: health.Fail, Reason: "ConnectionRefused"}
	vllm := health.Streak{}.Record(refused, thresholds).Record(refused, thresholds)
	legacy := health.Streak{}.Record(health.Outcome{Verdict: health.Pass}, thresholds)

	now := time.Date(2026, time.January, 1, 12, 0, 0, 0, time.UTC)
	policy := decide.Policy{Mode: decide.Auto, Cooldown: 30 * time.Second, MaxCooldown: 10 * time.Minute}
	memory := decide.Memory{Active: decide.VLLM, Since: now.Add(-4 * time.Hour)}

	d := decide.Next(now, policy, memory, decide.Observation{VLLM: health.Combine(vllm), Legacy: health.Combine(legacy)})
	fmt.Println(d.Active, d.Flipped, d.Reason, d.Memory.Cooldown)
	fmt.Println(d.Message)
	// Output:
	// legacy true ActiveUnhealthy 30s
	// vllm is Unhealthy (ConnectionRefused) and legacy is Healthy.
}

// In Observe nothing moves, but the decision reports what would.
func ExampleNext_observe() {
	d := decide.Next(time.Time{}, decide.Policy{Mode: decide.Observe}, decide.Memory{Active: decide.VLLM}, decide.Observation{
		VLLM:   health.EngineObservation{Health: health.Unhealthy, Reason: "EngineHung"},
		Legacy: health.EngineObservation{Health: health.Healthy},
	})
	fmt.Println(d.Active, "is active,", d.WouldBe, "would be:", d.Message)
	// Output:
	// vllm is active, legacy would be: vllm is Unhealthy (EngineHung) and legacy is Healthy.
}
