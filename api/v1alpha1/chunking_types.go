// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// ChunkingSpec is a streaming contract: the bounds that a measured stream must meet. A chunk is one event that
// carries text, however many tokens it contains.
type ChunkingSpec struct {
	// chunks is the number of chunks of an answer. Absent: not checked.
	// +optional
	Chunks *Range `json:"chunks,omitempty"`

	// durationMilliseconds is the time from the request to the last event that carries text or a finish reason, in
	// milliseconds. Absent: not checked.
	// +optional
	DurationMilliseconds *Range `json:"durationMilliseconds,omitempty"`

	// chunksPerSecond is the number of chunks divided by the duration in seconds. Absent: not checked.
	// +optional
	ChunksPerSecond *Range `json:"chunksPerSecond,omitempty"`

	// firstChunkMilliseconds is the time from the request to the first event with text, in milliseconds. Absent: not
	// checked.
	// +optional
	FirstChunkMilliseconds *Range `json:"firstChunkMilliseconds,omitempty"`

	// interChunkMilliseconds is the longest gap between two chunks, in milliseconds. Absent: not checked.
	// +optional
	InterChunkMilliseconds *Range `json:"interChunkMilliseconds,omitempty"`
}

// StreamingContract is what users are promised of a stream, how long the gateway may hold text back to keep that promise,
// and how long an engine may be silent before the gateway gives up on it.
type StreamingContract struct {
	ChunkingSpec `json:",inline"`

	// holdMilliseconds is the longest time that the gateway (route.gateway) holds text back to build a larger chunk,
	// in milliseconds. It takes precedence over chunks.max: an answer that arrives too slowly is sent in more chunks.
	// Only a gateway uses it. Absent: 250.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=60000
	HoldMilliseconds *int32 `json:"holdMilliseconds,omitempty"`

	// silenceMilliseconds is the longest time that an engine may send nothing in the middle of an answer, in milliseconds.
	// After that time the gateway continues the answer on the other engine. Comments and empty events do not count. An
	// engine whose streams all fall silent at once is found sooner. Only a gateway uses it. Absent: 10000.
	// +optional
	// +kubebuilder:validation:Minimum=1000
	// +kubebuilder:validation:Maximum=600000
	SilenceMilliseconds *int32 `json:"silenceMilliseconds,omitempty"`

	// toolSilenceMilliseconds is the same for an answer that may call a tool, in milliseconds: engines that parse tool calls
	// may send nothing until a call is complete. If silenceMilliseconds is longer, the gateway uses that. Only a gateway
	// uses it. Absent: 60000.
	// +optional
	// +kubebuilder:validation:Minimum=1000
	// +kubebuilder:validation:Maximum=600000
	ToolSilenceMilliseconds *int32 `json:"toolSilenceMilliseconds,omitempty"`
}

// Range is a closed interval. A bound that is absent is open.
//
// +kubebuilder:validation:MinProperties=1
// +kubebuilder:validation:XValidation:rule="!has(self.min) || !has(self.max) || self.min <= self.max",message="min must not be greater than max: swap them, or remove one"
type Range struct {
	// min is the smallest value that meets the target. Absent: no lower bound.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=1000000000
	Min *int64 `json:"min,omitempty"`

	// max is the largest value that meets the target. Absent: no upper bound.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=1000000000
	Max *int64 `json:"max,omitempty"`
}
