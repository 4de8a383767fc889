// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// FailoverSpec says when traffic may move.
//
// +kubebuilder:validation:XValidation:rule="!has(self.cooldownSeconds) || !has(self.maxCooldownSeconds) || self.cooldownSeconds <= self.maxCooldownSeconds",message="cooldownSeconds must not be greater than maxCooldownSeconds: lower cooldownSeconds or raise maxCooldownSeconds"
type FailoverSpec struct {
	// cooldownSeconds is the minimum time between a flip and the flip back to vllm, in seconds. It doubles while
	// traffic flips often, and shrinks again once it does not. Traffic leaves an unhealthy engine at once, whatever
	// the cooldown. Absent: 30.
	// +optional
	// +kubebuilder:default=30
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=86400
	CooldownSeconds *int32 `json:"cooldownSeconds,omitempty"`

	// maxCooldownSeconds is the maximum that the cooldown grows to, in seconds. After that long without a flip, the
	// cooldown is halved. Absent: 600.
	// +optional
	// +kubebuilder:default=600
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=86400
	MaxCooldownSeconds *int32 `json:"maxCooldownSeconds,omitempty"`

	// failback says how traffic returns to vllm, in the routes that can split it (httpRoute and gateway). Absent: all
	// at once.
	// +optional
	Failback *FailbackSpec `json:"failback,omitempty"`

	// pin holds the traffic on one engine until a given time, healthy or not. Absent: nothing is pinned.
	// +optional
	Pin *Pin `json:"pin,omitempty"`
}

// FailbackSpec makes traffic return to vllm in steps. It goes on only while vllm stays healthy and its canaries pass;
// otherwise all traffic returns to legacy at once, and the cooldown starts again.
type FailbackSpec struct {
	// steps are the shares of traffic for vllm, in percent, in order. They rise, and end with 100.
	// +required
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=10
	// +kubebuilder:validation:items:Minimum=1
	// +kubebuilder:validation:items:Maximum=100
	// +kubebuilder:validation:XValidation:rule="self.size() == 0 || self[self.size() - 1] == 100",message="steps must end with 100: add 100 as the last step"
	// +kubebuilder:validation:XValidation:rule="self.isSorted() && self.all(s, self.exists_one(o, o == s))",message="steps must be in ascending order without duplicates: list each share once, the smallest first"
	Steps []int32 `json:"steps,omitempty"`

	// stepSeconds is how long each step except the last one lasts, in seconds. Absent: 60.
	// +optional
	// +kubebuilder:default=60
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=86400
	StepSeconds int32 `json:"stepSeconds,omitempty"`
}

// Pin holds the traffic on one engine for a while.
type Pin struct {
	// engine that traffic is pinned to.
	// +required
	Engine EngineName `json:"engine,omitempty"`

	// until is when the pin expires. A pin that has expired is ignored, and status.pin says so.
	// +required
	Until metav1.Time `json:"until,omitzero"`

	// reason explains the pin to other people.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Reason string `json:"reason,omitempty"`
}
