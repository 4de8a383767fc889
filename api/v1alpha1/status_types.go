// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// CodeGenBackendStatus is what the operator measured and decided. What must outlive a restart of the operator is here.
//
// +kubebuilder:validation:MinProperties=1
type CodeGenBackendStatus struct {
	// observedGeneration is the generation of the spec that this status speaks of. -1: the operator has not seen the object yet.
	// +optional
	// +kubebuilder:validation:Minimum=-1
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// active is the engine that carries the traffic. Absent: none was placed yet.
	// +optional
	Active EngineName `json:"active,omitempty"`

	// since is when the active engine became active.
	// +optional
	Since metav1.Time `json:"since,omitempty,omitzero"`

	// wouldBe is the engine that would be active if mode were Auto. Absent: the same one, or mode is not Observe.
	// +optional
	WouldBe EngineName `json:"wouldBe,omitempty"`

	// cooldownSeconds is the least time, in seconds, between the latest flip and the next flip back to vllm. Absent: there was no flip.
	// +optional
	// +kubebuilder:validation:Minimum=0
	CooldownSeconds int32 `json:"cooldownSeconds,omitempty"`

	// pin says whether spec.failover.pin is in force: InForce or Expired. Absent: there is none.
	// +optional
	Pin PinState `json:"pin,omitempty"`

	// failback is the gradual failback that is under way, or the latest that was given up. Absent: there is none.
	// +optional
	Failback *FailbackStatus `json:"failback,omitempty"`

	// routes are the declared routes, each with the engine that it carries.
	// +optional
	// +listType=map
	// +listMapKey=kind
	// +kubebuilder:validation:MaxItems=8
	Routes []RouteStatus `json:"routes,omitempty"`

	// conditions sum the status up: Ready, Degraded, VLLMHealthy, LegacyHealthy, StreamingOnTarget, OutputCorrect, Routed,
	// Reconciling and Stalled.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MaxItems=16
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// streaming is the latest measured stream from the active engine, for one line of kubectl get.
	// +optional
	Streaming *StreamingSummary `json:"streaming,omitempty"`

	// engines are the two engines as they were last seen.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=2
	Engines []EngineStatus `json:"engines,omitempty"`

	// canaries are the latest runs, one entry for each canary and way.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +listMapKey=through
	// +kubebuilder:validation:MaxItems=48
	Canaries []CanaryStatus `json:"canaries,omitempty"`

	// flips is the ledger of the last ten flips, newest first.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=10
	Flips []Flip `json:"flips,omitempty"`
}

// StreamingSummary is one measured stream in the words of kubectl get.
type StreamingSummary struct {
	// chunks is how many chunks came. Absent: no stream was measured.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Chunks *int32 `json:"chunks,omitempty"`

	// chunksPerSecond is their rate, as a decimal such as "15.2".
	// +optional
	// +kubebuilder:validation:MaxLength=32
	ChunksPerSecond string `json:"chunksPerSecond,omitempty"`

	// firstChunk is the time to the first of them, such as "212ms".
	// +optional
	// +kubebuilder:validation:MaxLength=32
	FirstChunk string `json:"firstChunk,omitempty"`

	// duration is the time to the last of them, such as "3740ms".
	// +optional
	// +kubebuilder:validation:MaxLength=32
	Duration string `json:"duration,omitempty"`

	// output is the worst of what the active engine's canaries got: Fabricated, Wrong, Matched or NotChecked.
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
	// HealthHealthy means that probes, pulses and Flip canaries have all passed often enough.
	HealthHealthy Health = "Healthy"
	// HealthUnhealthy means that one kind of them has failed often enough.
	HealthUnhealthy Health = "Unhealthy"
)

// EngineStatus is one engine as it was last seen.
type EngineStatus struct {
	// name of the engine.
	// +required
	Name EngineName `json:"name,omitempty"`

	// health that the streaks of its checks add up to.
	// +optional
	Health Health `json:"health,omitempty"`

	// reason of that health, such as Serving, ConnectionRefused or EngineHung.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Reason string `json:"reason,omitempty"`

	// message says the same in a sentence.
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Message string `json:"message,omitempty"`

	// streak is how many probes in a row came to what the latest one came to.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Streak int64 `json:"streak,omitempty"`

	// lastCheckTime is when the latest check ended. It is written at most once a minute unless something changed.
	// +optional
	LastCheckTime metav1.Time `json:"lastCheckTime,omitempty,omitzero"`

	// keyCheck tells whether the engine refuses a wrong key. Absent: it needs none.
	// +optional
	KeyCheck KeyCheck `json:"keyCheck,omitempty"`

	// models are the declared models.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=64
	Models []ModelStatus `json:"models,omitempty"`
}

// KeyCheck says whether an engine that is given a key insists on it.
//
// +kubebuilder:validation:Enum=Unknown;Enforced;NotEnforced
type KeyCheck string

const (
	// KeyUnknown means that no wrong key was shown yet, or that the answer told nothing.
	KeyUnknown KeyCheck = "Unknown"
	// KeyEnforced means that a wrong key was refused.
	KeyEnforced KeyCheck = "Enforced"
	// KeyNotEnforced means that a wrong key was let in: whoever reaches the engine can use it.
	KeyNotEnforced KeyCheck = "NotEnforced"
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
	// ModelMissing means that it lists others but not this one.
	ModelMissing ModelState = "Missing"
	// ModelBroken means that the engine lists the model, and that it generates nothing while others do.
	ModelBroken ModelState = "Broken"
)

// ModelStatus is one declared model as it was last seen.
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

	// reason for it: ActiveUnhealthy, PreferredHealthy or Pinned.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Reason string `json:"reason,omitempty"`

	// message is the evidence in one sentence.
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Message string `json:"message,omitempty"`
}
