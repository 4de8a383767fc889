// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package spec

import (
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
)

// Policy returns the policy of decisions.
func Policy(backend *v1alpha1.CodeGenBackend) decide.Policy {
	failover := &backend.Spec.Failover
	return decide.Policy{
		Mode:        decide.Mode(backend.Spec.Mode),
		Cooldown:    cooldown(failover.CooldownSeconds, 30),
		MaxCooldown: cooldown(failover.MaxCooldownSeconds, 600),
		Pin:         pin(failover.Pin),
		Failback:    failback(failover.Failback),
	}
}

// failback returns the steps in which traffic comes back; the zero value: all at once.
func failback(spec *v1alpha1.FailbackSpec) decide.Failback {
	if spec == nil {
		return decide.Failback{}
	}
	failback := decide.Failback{StepTime: seconds(spec.StepSeconds)}
	for _, share := range spec.Steps {
		failback.Steps = append(failback.Steps, int(share))
	}
	return failback
}

// cooldown returns the declared cooldown, or the default of the schema.
func cooldown(declared *int32, absent int32) time.Duration {
	if declared == nil {
		declared = &absent
	}
	return time.Duration(*declared) * time.Second
}

func pin(spec *v1alpha1.Pin) *decide.Pin {
	if spec == nil {
		return nil
	}
	return &decide.Pin{Engine: decide.Engine(spec.Engine), Until: spec.Until.Time, Reason: spec.Reason}
}

// Memory returns what decisions remember, which is kept in the status.
func Memory(backend *v1alpha1.CodeGenBackend) decide.Memory {
	status := &backend.Status
	memory := decide.Memory{
		Active:   decide.Engine(status.Active),
		Since:    status.Since.Time,
		Cooldown: time.Duration(status.CooldownSeconds) * time.Second,
	}
	if f := status.Failback; f != nil {
		memory.Share, memory.ShareSince, memory.LastAbort = int(f.VLLMPercent), f.Since.Time, f.AbortedTime.Time
	}
	if len(status.Flips) > 0 {
		memory.LastFlip = status.Flips[0].Time.Time
	}
	return memory
}
