// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// CanaryPath is the path that a canary's request takes.
//
// +kubebuilder:validation:Enum=vllm;legacy;route
type CanaryPath string

const (
	// ThroughVLLM goes straight to the vllm engine.
	ThroughVLLM CanaryPath = "vllm"
	// ThroughLegacy goes straight to the legacy engine.
	ThroughLegacy CanaryPath = "legacy"
	// ThroughRoute goes through the route, as clients do, to whichever engine is active.
	ThroughRoute CanaryPath = "route"
)

// OnFailure says what a failing canary causes.
//
// +kubebuilder:validation:Enum=Flip;Report
type OnFailure string

const (
	// OnFailureFlip counts against the health of the engine, so that traffic moves away from it.
	OnFailureFlip OnFailure = "Flip"
	// OnFailureReport is only reported in the status.
	OnFailureReport OnFailure = "Report"
)

// CanarySpec is a full streamed generation that is sent regularly, measured chunk by chunk, and checked target by
// target. It is a synthetic request, not a canary release.
//
// +kubebuilder:validation:XValidation:rule="self.timeoutSeconds <= self.periodSeconds",message="timeoutSeconds must not be greater than periodSeconds: lower timeoutSeconds or raise periodSeconds"
// +kubebuilder:validation:XValidation:rule="!has(self.expect) || !((has(self.expect.contains) && self.expect.contains.contains('{{nonce}}')) || (has(self.expect.equals) && self.expect.equals.contains('{{nonce}}')) || (has(self.expect.matches) && self.expect.matches.contains('{{nonce}}'))) || self.prompt.contains('{{nonce}}')",message="expect contains {{nonce}} but prompt does not, so no engine can return it: add {{nonce}} to prompt",fieldPath=".prompt"
type CanarySpec struct {
	// name of the canary, unique in this object.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:XValidation:rule="!format.dns1123Label().validate(self).hasValue()",message="name must consist of lower case letters, digits and '-', starting and ending with a letter or digit"
	Name string `json:"name,omitempty"`

	// model that is requested. Absent: the first of the engine's declared models, or, if it declares none, the first
	// that it lists.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Model string `json:"model,omitempty"`

	// prompt that is sent. {{nonce}} is replaced with a word that is new in every run, so that an answer that was
	// prepared before the request cannot pass.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=4000
	Prompt string `json:"prompt,omitempty"`

	// expect is what the answer must contain. Absent: any text is accepted.
	// +optional
	Expect *Expectation `json:"expect,omitempty"`

	// targets are the bounds that this canary's stream must meet. Absent: those of spec.chunking. Empty ({}): none,
	// and only the output is checked.
	// +optional
	Targets *ChunkingSpec `json:"targets,omitempty"`

	// through lists the paths that the request takes, each measured separately: vllm and legacy go straight to that
	// engine, route goes the way that clients go. A canary through both the active engine and the route makes paired
	// runs, one right after the other, so that the status can say whether the engine or the route failed. Absent: vllm.
	// +optional
	// +kubebuilder:default={vllm}
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=3
	Through []CanaryPath `json:"through,omitempty"`

	// onFailure says what a failing canary causes: Flip counts against the health of the engine, and an engine with
	// such a canary is healthy only once the canary has passed; Report is only reported in the status. A run through
	// the route never counts against an engine, because the route itself may be at fault. Absent: Report.
	// +optional
	// +kubebuilder:default=Report
	OnFailure OnFailure `json:"onFailure,omitempty"`

	// periodSeconds is the time between two runs, in seconds, less up to a tenth of jitter. Absent: 60.
	// +optional
	// +kubebuilder:default=60
	// +kubebuilder:validation:Minimum=10
	// +kubebuilder:validation:Maximum=86400
	PeriodSeconds int32 `json:"periodSeconds,omitempty"`

	// timeoutSeconds is how long one run may take, in seconds. Absent: 15.
	// +optional
	// +kubebuilder:default=15
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=600
	TimeoutSeconds int32 `json:"timeoutSeconds,omitempty"`

	// failureThreshold is how many runs must fail in a row for the canary to fail. Absent: 2.
	// +optional
	// +kubebuilder:default=2
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=100
	FailureThreshold int32 `json:"failureThreshold,omitempty"`

	// successThreshold is how many runs must pass in a row for the canary to pass. Absent: 2.
	// +optional
	// +kubebuilder:default=2
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=100
	SuccessThreshold int32 `json:"successThreshold,omitempty"`

	// maxTokens bounds the answer. Absent: 64.
	// +optional
	// +kubebuilder:default=64
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=4096
	MaxTokens int32 `json:"maxTokens,omitempty"`

	// temperature of the sampling, as a decimal from 0 to 2. Absent: 0, the most likely answer.
	// +optional
	// +kubebuilder:default="0"
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=8
	// +kubebuilder:validation:XValidation:rule="self.matches('^([01]([.][0-9]+)?|2([.]0+)?)$')",message="temperature must be a decimal from 0 to 2, such as \"0.2\""
	Temperature string `json:"temperature,omitempty"`
}

// Expectation is what an answer must contain. {{nonce}} is replaced with the word of the run.
//
// +kubebuilder:validation:XValidation:rule="[has(self.contains), has(self.equals), has(self.matches)].filter(x, x).size() == 1",message="set exactly one of contains, equals and matches"
type Expectation struct {
	// contains is a text that must occur in the answer. Absent: equals or matches is set.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=2000
	Contains string `json:"contains,omitempty"`

	// equals is the whole answer, without surrounding white space and one surrounding Markdown code fence. Absent:
	// contains or matches is set.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=2000
	Equals string `json:"equals,omitempty"`

	// matches is a regular expression (RE2) that must match somewhere in the answer. Absent: contains or equals is
	// set.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=500
	// +kubebuilder:validation:XValidation:rule="''.matches(self) || !''.matches(self)",message="matches must be a regular expression in RE2 syntax: https://github.com/google/re2/wiki/Syntax"
	Matches string `json:"matches,omitempty"`
}
