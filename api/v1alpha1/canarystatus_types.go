// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Verdict is the result of a target or a run.
//
// +kubebuilder:validation:Enum=Pass;Fail;Inconclusive
type Verdict string

const (
	// VerdictPass means that the target is met, or that the run met all of them.
	VerdictPass Verdict = "Pass"
	// VerdictFail means that it is not met.
	VerdictFail Verdict = "Fail"
	// VerdictInconclusive means that the run says nothing about the engine: the engine was saturated, or the operator
	// cancelled the run.
	VerdictInconclusive Verdict = "Inconclusive"
)

// OutputVerdict is the result of comparing an answer with what was expected.
//
// +kubebuilder:validation:Enum=Matched;Wrong;Fabricated;NotChecked
type OutputVerdict string

const (
	// OutputMatched means that the answer meets the expectation.
	OutputMatched OutputVerdict = "Matched"
	// OutputWrong means that it does not.
	OutputWrong OutputVerdict = "Wrong"
	// OutputFabricated means that the fixed part of the expectation matches and the nonce of the run is missing: the
	// answer was prepared before the request.
	OutputFabricated OutputVerdict = "Fabricated"
	// OutputNotChecked means that nothing was expected, or that no answer arrived.
	OutputNotChecked OutputVerdict = "NotChecked"
)

// Culprit is what caused a failed run through the route.
//
// +kubebuilder:validation:Enum=engine;route
type Culprit string

const (
	// CulpritEngine means that the paired run straight to the engine failed as well.
	CulpritEngine Culprit = "engine"
	// CulpritRoute means that the paired run straight to the engine passed.
	CulpritRoute Culprit = "route"
)

// CanaryStatus is the latest run of one canary on one path.
type CanaryStatus struct {
	// name of the canary.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Name string `json:"name,omitempty"`

	// through is the path that the run took.
	// +required
	Through CanaryPath `json:"through,omitempty"`

	// engine that the latest run was made on: the one in through, or, through the route, the one that was active
	// then. Absent: no run has ended yet.
	// +optional
	Engine EngineName `json:"engine,omitempty"`

	// verdict of the latest run: Pass, Fail or Inconclusive. Absent: no run has ended yet.
	// +optional
	Verdict Verdict `json:"verdict,omitempty"`

	// reason for a verdict that is not Pass. Absent: the verdict is Pass.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Reason string `json:"reason,omitempty"`

	// message says which targets were missed, and by how much. Absent: the verdict is Pass.
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Message string `json:"message,omitempty"`

	// results are the results of each target. Absent: the stream ended before it could be measured, or no target is
	// declared.
	// +optional
	// +listType=map
	// +listMapKey=target
	// +kubebuilder:validation:MaxItems=8
	Results []TargetResult `json:"results,omitempty"`

	// chunks is the number of events with text.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Chunks *int32 `json:"chunks,omitempty"`

	// chunksPerSecond is the number of chunks divided by the duration in seconds, as a decimal. Absent: no chunk
	// arrived.
	// +optional
	// +kubebuilder:validation:MaxLength=32
	ChunksPerSecond string `json:"chunksPerSecond,omitempty"`

	// firstChunkMilliseconds is the time from the request to the first event with text, in milliseconds. Absent: no
	// chunk arrived.
	// +optional
	// +kubebuilder:validation:Minimum=0
	FirstChunkMilliseconds *int64 `json:"firstChunkMilliseconds,omitempty"`

	// durationMilliseconds is the time from the request to the last event with text or a finish reason, in
	// milliseconds. Absent: none arrived.
	// +optional
	// +kubebuilder:validation:Minimum=0
	DurationMilliseconds *int64 `json:"durationMilliseconds,omitempty"`

	// interChunkMilliseconds are the gaps between successive chunks. Absent: fewer than two chunks arrived.
	// +optional
	InterChunkMilliseconds *GapStatus `json:"interChunkMilliseconds,omitempty"`

	// tokens is the number of generated tokens that the engine reports. Absent: it reports none.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Tokens *int32 `json:"tokens,omitempty"`

	// outputMatched is the result of comparing the answer with what was expected: Matched, Wrong, Fabricated or
	// NotChecked. Absent: no run has ended yet.
	// +optional
	OutputMatched OutputVerdict `json:"outputMatched,omitempty"`

	// culprit is what caused a failed run through the route: engine or route. Absent: the run passed, or there is no
	// paired run to compare it with.
	// +optional
	Culprit Culprit `json:"culprit,omitempty"`

	// addedFirstChunkMilliseconds is how much later the first chunk arrived through the route than in the paired run
	// straight to the engine, in milliseconds. It is negative if it arrived earlier. Absent: there is no paired run.
	// +optional
	AddedFirstChunkMilliseconds *int64 `json:"addedFirstChunkMilliseconds,omitempty"`

	// lastRunTime is when the latest run ended. Absent: none has ended yet.
	// +optional
	LastRunTime metav1.Time `json:"lastRunTime,omitempty,omitzero"`

	// history is the last ten runs, newest first. Absent: none has ended yet.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=10
	History []CanaryRun `json:"history,omitempty"`
}

// TargetResult is the result of one target.
type TargetResult struct {
	// target that was checked: Chunks, DurationMilliseconds, ChunksPerSecond, FirstChunkMilliseconds or
	// InterChunkMilliseconds.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	Target string `json:"target,omitempty"`

	// want is the declared range, such as "50..100" or "..1000".
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Want string `json:"want,omitempty"`

	// got is the measured value.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Got string `json:"got,omitempty"`

	// verdict of the target or run: Pass, Fail or Inconclusive.
	// +optional
	Verdict Verdict `json:"verdict,omitempty"`
}

// GapStatus is the distribution of the gaps between chunks, in milliseconds.
type GapStatus struct {
	// p50 is the median, in milliseconds.
	// +optional
	// +kubebuilder:validation:Minimum=0
	P50 *int64 `json:"p50,omitempty"`

	// p95 is the 95th percentile, in milliseconds.
	// +optional
	// +kubebuilder:validation:Minimum=0
	P95 *int64 `json:"p95,omitempty"`

	// max is the longest gap, in milliseconds.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Max *int64 `json:"max,omitempty"`
}

// CanaryRun is one run in the history.
type CanaryRun struct {
	// time when the run ended.
	// +required
	Time metav1.Time `json:"time,omitzero"`

	// verdict of the target or run: Pass, Fail or Inconclusive.
	// +optional
	Verdict Verdict `json:"verdict,omitempty"`

	// chunks is the number of chunks that arrived. Absent: the run was inconclusive.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Chunks *int32 `json:"chunks,omitempty"`

	// firstChunkMilliseconds is the time to the first chunk, in milliseconds. Absent: no chunk arrived.
	// +optional
	// +kubebuilder:validation:Minimum=0
	FirstChunkMilliseconds *int64 `json:"firstChunkMilliseconds,omitempty"`

	// durationMilliseconds is the time to the last chunk or finish reason, in milliseconds. Absent: none arrived.
	// +optional
	// +kubebuilder:validation:Minimum=0
	DurationMilliseconds *int64 `json:"durationMilliseconds,omitempty"`
}
