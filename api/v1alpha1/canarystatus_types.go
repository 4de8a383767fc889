// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Verdict on a result or a run.
//
// +kubebuilder:validation:Enum=Pass;Fail;Inconclusive
type Verdict string

const (
	// VerdictPass means that it holds.
	VerdictPass Verdict = "Pass"
	// VerdictFail means that it does not.
	VerdictFail Verdict = "Fail"
	// VerdictInconclusive means that the run tells nothing: the engine was saturated, or the run was cut off by us.
	VerdictInconclusive Verdict = "Inconclusive"
)

// OutputVerdict says what an answer was, beside what was expected.
//
// +kubebuilder:validation:Enum=Matched;Wrong;Fabricated;NotChecked
type OutputVerdict string

const (
	// OutputMatched means that the answer is what was expected.
	OutputMatched OutputVerdict = "Matched"
	// OutputWrong means that it is something else.
	OutputWrong OutputVerdict = "Wrong"
	// OutputFabricated means that the fixed part matches and the fresh word of the run is missing: the answer was made
	// before the question.
	OutputFabricated OutputVerdict = "Fabricated"
	// OutputNotChecked means that nothing was expected, or nothing came.
	OutputNotChecked OutputVerdict = "NotChecked"
)

// Culprit is what is to blame for a run that falls short.
//
// +kubebuilder:validation:Enum=engine;route
type Culprit string

const (
	// CulpritEngine means that the run straight to the engine fell short as well.
	CulpritEngine Culprit = "engine"
	// CulpritRoute means that the run straight to the engine was fine.
	CulpritRoute Culprit = "route"
)

// CanaryStatus is the latest run of one canary on one way.
type CanaryStatus struct {
	// name of the canary.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Name string `json:"name,omitempty"`

	// through is the way that it took.
	// +required
	Through CanaryPath `json:"through,omitempty"`

	// engine that the latest run was made on: that of through, or, through the route, the one that was active then.
	// +optional
	Engine EngineName `json:"engine,omitempty"`

	// verdict on the latest run.
	// +optional
	Verdict Verdict `json:"verdict,omitempty"`

	// reason of a verdict that is not Pass.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Reason string `json:"reason,omitempty"`

	// message says in a sentence what fell short, and by how much.
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Message string `json:"message,omitempty"`

	// results are the verdicts on each bound.
	// +optional
	// +listType=map
	// +listMapKey=target
	// +kubebuilder:validation:MaxItems=8
	Results []TargetResult `json:"results,omitempty"`

	// chunks is how many events with text came.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Chunks *int32 `json:"chunks,omitempty"`

	// chunksPerSecond is chunks divided by the duration in seconds, as a decimal.
	// +optional
	// +kubebuilder:validation:MaxLength=32
	ChunksPerSecond string `json:"chunksPerSecond,omitempty"`

	// firstChunkMilliseconds is the time from the request to the first event with text. Absent: none came.
	// +optional
	// +kubebuilder:validation:Minimum=0
	FirstChunkMilliseconds *int64 `json:"firstChunkMilliseconds,omitempty"`

	// durationMilliseconds is the time from the request to the last event with text or a finish reason. Absent: none came.
	// +optional
	// +kubebuilder:validation:Minimum=0
	DurationMilliseconds *int64 `json:"durationMilliseconds,omitempty"`

	// interChunkMilliseconds are the gaps between successive chunks. Absent: there were fewer than two.
	// +optional
	InterChunkMilliseconds *GapStatus `json:"interChunkMilliseconds,omitempty"`

	// tokens is what the engine says that it generated. Absent: it does not say.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Tokens *int32 `json:"tokens,omitempty"`

	// outputMatched says what the answer was, beside what was expected.
	// +optional
	OutputMatched OutputVerdict `json:"outputMatched,omitempty"`

	// culprit is, where twins differ or both fall short, what is to blame: engine or route. Absent: nothing is, or there is no twin to
	// compare with.
	// +optional
	Culprit Culprit `json:"culprit,omitempty"`

	// addedFirstChunkMilliseconds is how much later the first chunk came through the route than straight from the engine, in
	// milliseconds; less than 0 where it came sooner. Absent: there is no twin to compare with.
	// +optional
	AddedFirstChunkMilliseconds *int64 `json:"addedFirstChunkMilliseconds,omitempty"`

	// lastRunTime is when the latest run ended.
	// +optional
	LastRunTime metav1.Time `json:"lastRunTime,omitempty,omitzero"`

	// history is the last ten runs, newest first.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=10
	History []CanaryRun `json:"history,omitempty"`
}

// TargetResult is the verdict on one bound.
type TargetResult struct {
	// target is the bound: Chunks, DurationMilliseconds, ChunksPerSecond, FirstChunkMilliseconds or InterChunkMilliseconds.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	Target string `json:"target,omitempty"`

	// want is the declared range, such as "50..100" or "..1000".
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Want string `json:"want,omitempty"`

	// got is what was measured.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Got string `json:"got,omitempty"`

	// verdict on it.
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

	// max is the longest, in milliseconds.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Max *int64 `json:"max,omitempty"`
}

// CanaryRun is one run in the history.
type CanaryRun struct {
	// time when it ended.
	// +required
	Time metav1.Time `json:"time,omitzero"`

	// verdict on it.
	// +optional
	Verdict Verdict `json:"verdict,omitempty"`

	// chunks that came.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Chunks *int32 `json:"chunks,omitempty"`

	// firstChunkMilliseconds is the time to the first chunk. Absent: none came.
	// +optional
	// +kubebuilder:validation:Minimum=0
	FirstChunkMilliseconds *int64 `json:"firstChunkMilliseconds,omitempty"`

	// durationMilliseconds is the time to the last chunk or finish reason. Absent: none came.
	// +optional
	// +kubebuilder:validation:Minimum=0
	DurationMilliseconds *int64 `json:"durationMilliseconds,omitempty"`
}
