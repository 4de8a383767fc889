// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// ProbeSpec says how an engine is checked: its health URL and model list (the probe), and one streamed token (the
// pulse).
//
// +kubebuilder:validation:XValidation:rule="!has(self.timeoutSeconds) || !has(self.periodSeconds) || self.timeoutSeconds <= self.periodSeconds",message="timeoutSeconds must not be greater than periodSeconds: lower timeoutSeconds or raise periodSeconds"
type ProbeSpec struct {
	// periodSeconds is the time between two probes, in seconds, less up to a tenth of jitter. After a first failed
	// probe, the next ones follow eight times as fast, until the failure is confirmed or gone. Absent: 2.
	// +optional
	// +kubebuilder:default=2
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=3600
	PeriodSeconds int32 `json:"periodSeconds,omitempty"`

	// timeoutSeconds is how long one probe may take, in seconds. Absent: 1.
	// +optional
	// +kubebuilder:default=1
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=60
	TimeoutSeconds int32 `json:"timeoutSeconds,omitempty"`

	// failureThreshold is how many probes, or pulses, must fail in a row for the engine to be unhealthy. Absent: 2.
	// +optional
	// +kubebuilder:default=2
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=100
	FailureThreshold int32 `json:"failureThreshold,omitempty"`

	// successThreshold is how many probes, and pulses, must pass in a row for the engine to be healthy. Absent: 3.
	// +optional
	// +kubebuilder:default=3
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=100
	SuccessThreshold int32 `json:"successThreshold,omitempty"`

	// pulse is a streamed generation of one token. It detects an engine that reports healthy but generates nothing.
	// Absent: every 5 s, with a timeout of 2 s.
	// +optional
	// +kubebuilder:default={}
	Pulse PulseSpec `json:"pulse,omitempty,omitzero"`
}

// PulseSpec says how often one token is requested.
//
// +kubebuilder:validation:XValidation:rule="!has(self.timeoutSeconds) || !has(self.periodSeconds) || self.timeoutSeconds <= self.periodSeconds",message="timeoutSeconds must not be greater than periodSeconds: lower timeoutSeconds or raise periodSeconds"
type PulseSpec struct {
	// periodSeconds is the time between two pulses, in seconds, less up to a tenth of jitter. No pulse is sent, and
	// it counts as passed, if the engine counts the tokens that it generates and the counter has grown since. Absent:
	// 5.
	// +optional
	// +kubebuilder:default=5
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=3600
	PeriodSeconds int32 `json:"periodSeconds,omitempty"`

	// timeoutSeconds is how long the token may take, in seconds. Absent: 2.
	// +optional
	// +kubebuilder:default=2
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=300
	TimeoutSeconds int32 `json:"timeoutSeconds,omitempty"`
}
