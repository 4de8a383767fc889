// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// CodeGenBackendStatus is what the operator measured and decided. Everything that must survive a restart of the
// operator is kept here.
//
// +kubebuilder:validation:MinProperties=1
type CodeGenBackendStatus struct {
	// observedGeneration is the generation of the spec that this status describes. -1: the operator has not seen the
	// object yet.
	// +optional
	// +kubebuilder:validation:Minimum=-1
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// active is the engine that traffic is routed to. Absent: no engine has been selected yet.
	// +optional
	Active EngineName `json:"active,omitempty"`

	// since is when the active engine became active. Absent: no engine is active yet.
	// +optional
	Since metav1.Time `json:"since,omitempty,omitzero"`

	// wouldBe is the engine that would be active if mode were Auto. Absent: it is the active one, or mode is not
	// Observe.
	// +optional
	WouldBe EngineName `json:"wouldBe,omitempty"`

	// cooldownSeconds is the minimum time, in seconds, between the latest flip and the flip back to vllm. Absent:
	// there was no flip.
	// +optional
	// +kubebuilder:validation:Minimum=0
	CooldownSeconds int32 `json:"cooldownSeconds,omitempty"`

	// pin says whether spec.failover.pin is in force: InForce or Expired. Absent: no pin is declared.
	// +optional
	Pin PinState `json:"pin,omitempty"`

	// failback is the gradual failback that is under way, or the latest one that was aborted. Absent: there is none.
	// +optional
	Failback *FailbackStatus `json:"failback,omitempty"`

	// routes are the declared routes, each with the engine that it points to. Absent: no route is declared, or none
	// was applied yet.
	// +optional
	// +listType=map
	// +listMapKey=kind
	// +kubebuilder:validation:MaxItems=8
	Routes []RouteStatus `json:"routes,omitempty"`

	// conditions summarize the status: Ready, Degraded, VLLMHealthy, LegacyHealthy, StreamingOnTarget, OutputCorrect,
	// Routed, Reconciling and Stalled.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MaxItems=16
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// streaming summarizes the latest measured stream of the active engine, for one line of kubectl get. Absent:
	// nothing was measured on it yet.
	// +optional
	Streaming *StreamingSummary `json:"streaming,omitempty"`

	// engines are the two engines as they were last observed.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=2
	Engines []EngineStatus `json:"engines,omitempty"`

	// canaries are the latest runs, one entry for each canary and path. Absent: no canary is declared.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +listMapKey=through
	// +kubebuilder:validation:MaxItems=48
	Canaries []CanaryStatus `json:"canaries,omitempty"`

	// flips is the flip history: the last ten changes of the active engine, newest first. Absent: there was no flip.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=10
	Flips []Flip `json:"flips,omitempty"`
}

// StreamingSummary is one measured stream, formatted for kubectl get.
type StreamingSummary struct {
	// chunks is the number of chunks that arrived. Absent: no stream was measured.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Chunks *int32 `json:"chunks,omitempty"`

	// chunksPerSecond is the rate of the chunks, as a decimal such as "15.2". Absent: no chunk arrived.
	// +optional
	// +kubebuilder:validation:MaxLength=32
	ChunksPerSecond string `json:"chunksPerSecond,omitempty"`

	// firstChunk is the time to the first chunk, such as "212ms". Absent: no chunk arrived.
	// +optional
	// +kubebuilder:validation:MaxLength=32
	FirstChunk string `json:"firstChunk,omitempty"`

	// duration is the time to the last chunk, such as "3740ms". Absent: no chunk arrived.
	// +optional
	// +kubebuilder:validation:MaxLength=32
	Duration string `json:"duration,omitempty"`

	// output is the worst result among the canaries of the active engine: Fabricated, Wrong, Matched or NotChecked.
	// +optional
	Output OutputVerdict `json:"output,omitempty"`
}

// Health of an engine.
//
// +kubebuilder:validation:Enum=Unknown;Healthy;Unhealthy
type Health string

const (
	// HealthUnknown means that there is not enough evidence yet.
	HealthUnknown Health = "Unknown"
	// HealthHealthy means that probes, pulses and Flip canaries have all passed often enough in a row.
	HealthHealthy Health = "Healthy"
	// HealthUnhealthy means that one kind of check has failed often enough in a row.
	HealthUnhealthy Health = "Unhealthy"
)

// EngineStatus is one engine as it was last observed.
type EngineStatus struct {
	// name of the engine.
	// +required
	Name EngineName `json:"name,omitempty"`

	// health of the engine, from the streaks of its checks: Unknown, Healthy or Unhealthy.
	// +optional
	Health Health `json:"health,omitempty"`

	// reason explains the health in one word, such as Serving, ConnectionRefused or EngineHung.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Reason string `json:"reason,omitempty"`

	// message is the evidence for the health, in one sentence. Absent: there is none yet.
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Message string `json:"message,omitempty"`

	// streak is how many probes in a row had the same outcome as the latest one. Absent: none has ended yet.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Streak int64 `json:"streak,omitempty"`

	// lastCheckTime is when the latest check ended. It is written at most once a minute unless something changed.
	// Absent: none has ended yet.
	// +optional
	LastCheckTime metav1.Time `json:"lastCheckTime,omitempty,omitzero"`

	// keyCheck says whether the engine refuses a wrong key. Absent: no key is declared for it.
	// +optional
	KeyCheck KeyCheck `json:"keyCheck,omitempty"`

	// continuation says what the engine does with the beginning of an answer that it is asked to continue. The gateway resumes answers by it.
	// The engine is asked once, and again when it has restarted, or lists other models or another version. Absent: it was not asked yet.
	// +optional
	Continuation Continuation `json:"continuation,omitempty"`

	// models are the declared models, each with its state. Absent: no model is declared.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=64
	Models []ModelStatus `json:"models,omitempty"`
}

// KeyCheck says whether an engine enforces the key that is declared for it.
//
// +kubebuilder:validation:Enum=Unknown;Enforced;NotEnforced
type KeyCheck string

const (
	// KeyUnknown means that no wrong key was tried yet, or that the response was inconclusive.
	KeyUnknown KeyCheck = "Unknown"
	// KeyEnforced means that a wrong key was refused.
	KeyEnforced KeyCheck = "Enforced"
	// KeyNotEnforced means that the engine accepted a wrong key: anyone who can reach it can use it.
	KeyNotEnforced KeyCheck = "NotEnforced"
)

// Continuation says whether an engine, given the beginning of an answer, goes on with it.
//
// +kubebuilder:validation:Enum=Unknown;Proven;Refused;Ignored
type Continuation string

const (
	// ContinuationUnknown means that the engine was not checked yet, or that the check was inconclusive.
	ContinuationUnknown Continuation = "Unknown"
	// ContinuationProven means that the engine went on exactly where the beginning ended.
	ContinuationProven Continuation = "Proven"
	// ContinuationRefused means that the engine answered such a request with an error.
	ContinuationRefused Continuation = "Refused"
	// ContinuationIgnored means that the engine began the answer again.
	ContinuationIgnored Continuation = "Ignored"
)

// ModelState says whether a model is served.
//
// +kubebuilder:validation:Enum=Unknown;Ready;Missing;Broken
type ModelState string

const (
	// ModelUnknown means that the engine has not listed its models yet.
	ModelUnknown ModelState = "Unknown"
	// ModelReady means that the engine lists the model.
	ModelReady ModelState = "Ready"
	// ModelMissing means that the engine lists other models but not this one.
	ModelMissing ModelState = "Missing"
	// ModelBroken means that the engine lists the model, but it generates nothing while other models do.
	ModelBroken ModelState = "Broken"
)

// ModelStatus is one declared model as it was last observed.
type ModelStatus struct {
	// name of the model.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name,omitempty"`

	// state of the model.
	// +optional
	State ModelState `json:"state,omitempty"`
}

// Flip is one change of the active engine.
type Flip struct {
	// time of the flip.
	// +required
	Time metav1.MicroTime `json:"time,omitzero"`

	// from is the engine that was active before.
	// +required
	From EngineName `json:"from,omitempty"`

	// to is the engine that became active.
	// +required
	To EngineName `json:"to,omitempty"`

	// reason for the flip: ActiveUnhealthy, PreferredHealthy or Pinned.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Reason string `json:"reason,omitempty"`

	// message is the evidence for the flip, in one sentence.
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Message string `json:"message,omitempty"`
}
