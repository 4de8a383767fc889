// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
)

// policyOf is what the user wants.
func policyOf(backend *v1alpha1.CodeGenBackend) decide.Policy {
	failover := &backend.Spec.Failover
	return decide.Policy{
		Mode:        decide.Mode(backend.Spec.Mode),
		Cooldown:    cooldown(failover.CooldownSeconds, 30),
		MaxCooldown: cooldown(failover.MaxCooldownSeconds, 600),
		Pin:         pinOf(failover.Pin),
		Failback:    failbackOf(failover.Failback),
	}
}

// failbackOf are the steps that traffic comes back in; the zero value: all at once.
func failbackOf(spec *v1alpha1.FailbackSpec) decide.Failback {
	if spec == nil {
		return decide.Failback{}
	}
	failback := decide.Failback{StepTime: seconds(spec.StepSeconds)}
	for _, share := range spec.Steps {
		failback.Steps = append(failback.Steps, int(share))
	}
	return failback
}

// cooldown is a declared one, or what the schema would have set.
func cooldown(declared *int32, absent int32) time.Duration {
	if declared == nil {
		declared = &absent
	}
	return time.Duration(*declared) * time.Second
}

func pinOf(pin *v1alpha1.Pin) *decide.Pin {
	if pin == nil {
		return nil
	}
	return &decide.Pin{Engine: decide.Engine(pin.Engine), Until: pin.Until.Time, Reason: pin.Reason}
}

// memoryOf is what the status remembers.
func memoryOf(backend *v1alpha1.CodeGenBackend) decide.Memory {
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
