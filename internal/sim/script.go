// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"slices"
	"time"
)

// Script says how an engine behaves. Its zero value behaves well: [Start],
// [StartAt] and [Engine.SetScript] fill in what is left at zero with Defaults.
// So 0 means the default, also in JSON; a negative duration means none at all.
type Script struct {
	// TimeToFirstToken is the wait between a request and its first token; 40ms by default.
	TimeToFirstToken time.Duration `json:"timeToFirstToken"`
	// TokenInterval is the wait between two tokens; 2ms by default.
	TokenInterval time.Duration `json:"tokenInterval"`
	// Jitter is the most by which each wait is lengthened. The jitter of a prompt is always the same.
	Jitter time.Duration `json:"jitter"`

	// Tokens is how many text tokens an answer has at least: a shorter one is padded
	// with harmless comment lines. max_tokens of a request still cuts it. 64 by default;
	// 1 pads nothing.
	Tokens int `json:"tokens"`
	// TokensPerEvent is how many tokens one event carries; 1 by default.
	TokensPerEvent int `json:"tokensPerEvent"`
	// TextIn is the field of an OpenAI chat delta that carries the text: "content" by
	// default, or "reasoning_content", or "tool_calls".
	TextIn string `json:"textIn"`
	// Models are the adapters served; autocomplete, prompt, comment and error_fix by
	// default. OpenAI also serves and lists the base model, called [BaseModel].
	Models []string `json:"models"`
	// FailModels are adapters that are listed but broken: a request for one fails.
	FailModels []string `json:"failModels"`
	// MissingModel is the adapter that MissingAdapter and similar misbehaviours remove; the last of Models by default.
	MissingModel string `json:"missingModel"`

	// APIKey is the key that requests must show; "" is none. The control API never shows it.
	APIKey string `json:"apiKey"`
	// ForbiddenKey is a key that is valid but may not generate: 403. "" is none.
	ForbiddenKey string `json:"forbiddenKey"`
	// RequestsPerMinute is how many generations a CodeGen engine allows in a minute
	// before it answers 429; 0 is no limit. (The real backend allows 20.)
	RequestsPerMinute int `json:"requestsPerMinute"`
	// Slots is how many sequences run at once; others are queued, their stream open and
	// silent. By default MultiLoRA has 1 and the others have no limit. Negative is no limit.
	Slots int `json:"slots"`

	// Build chooses between the end markers of newer and older servers; the newest by default.
	Build Build `json:"build"`
	// EngineDown is whether the engine behind a CodeGen backend is down: the backend reports it, and answers 503.
	EngineDown bool `json:"engineDown"`
	// BackendType is the kind of engine that a CodeGen backend reports: vllm by default, or legacy, or auto.
	BackendType string `json:"backendType"`
	// Version is what an OpenAI engine says is its version; 0.32.0 by default.
	Version string `json:"version"`
	// Continuation is what it does with the beginning of an answer that it is asked to continue; by default OpenAI continues it,
	// and the others take it for a part of the prompt and answer from the start.
	Continuation Continuation `json:"continuation"`
	// StampSends adds sent_unix_nano to every JSON event, taken just before it is
	// written, and keeps the same moments in Request.Sent.
	StampSends bool `json:"stampSends"`

	// Misbehave is how the engine misbehaves; None by default.
	Misbehave Misbehaviour `json:"misbehave"`
	// SpareProbes has what answers in place of the engine (Redirect, HTML200, Gzip and the like) leave health, models and
	// metrics alone, so that only generations show it.
	SpareProbes bool `json:"spareProbes"`
	// HardCodedAnswer is what HardCoded answers, whatever the prompt; print("Jay") by default.
	HardCodedAnswer string `json:"hardCodedAnswer"`
	// RetryAfter is what Saturated and Unavailable ask for, in whole seconds; 1s by default.
	RetryAfter time.Duration `json:"retryAfter"`
	// Waiting is added to the queue length in /metrics. Busy reports at least 64.
	Waiting int `json:"waiting"`
	// BusyWait is how long Busy queues a request before its first token; 30s by default.
	BusyWait time.Duration `json:"busyWait"`
	// SlowHealth is how long a health check takes under SlowHealthCheck; 5s by default.
	SlowHealth time.Duration `json:"slowHealth"`
	// DripInterval is the wait between two drops of Drip; 1s by default.
	DripInterval time.Duration `json:"dripInterval"`
	// HugeEventBytes is the size of the line that HugeEvent sends; 8 MiB by default.
	HugeEventBytes int `json:"hugeEventBytes"`
}

// Build is a generation of server software; they differ in how streams end.
type Build string

const (
	// BuildNewest ends as the newest servers do: one event that says done.
	BuildNewest Build = "newest"
	// BuildDoubleEnd says done and then sends [DONE] as well (CodeGen).
	BuildDoubleEnd Build = "double-end"
	// BuildOlder ends with [DONE] alone; a CodeGen one is of the buffered kind, with chunk_id.
	BuildOlder Build = "older"
)

// BaseModel is the model under the adapters of an OpenAI engine.
const BaseModel = "base"

// Defaults returns the script with everything left at zero filled in.
func (s Script) Defaults() Script {
	orElse(&s.TimeToFirstToken, 40*time.Millisecond)
	orElse(&s.TokenInterval, 2*time.Millisecond)
	orElse(&s.Tokens, 64)
	orElse(&s.TokensPerEvent, 1)
	orElse(&s.TextIn, "content")
	orElse(&s.Build, BuildNewest)
	orElse(&s.Version, "0.32.0")
	orElse(&s.BackendType, "vllm")
	if s.Models == nil {
		s.Models = []string{"autocomplete", "prompt", "comment", "error_fix"}
	}
	return s.misbehaviourDefaults()
}

func (s Script) misbehaviourDefaults() Script {
	orElse(&s.Misbehave, None)
	orElse(&s.HardCodedAnswer, `print("Jay")`)
	orElse(&s.RetryAfter, time.Second)
	orElse(&s.BusyWait, 30*time.Second)
	orElse(&s.SlowHealth, 5*time.Second)
	orElse(&s.DripInterval, time.Second)
	orElse(&s.HugeEventBytes, 8<<20)
	return s
}

// missingModel is not filled in by Defaults: it follows Models when they change.
func (s Script) missingModel() string {
	if s.MissingModel == "" && len(s.Models) > 0 {
		return s.Models[len(s.Models)-1]
	}
	return s.MissingModel
}

// clone keeps a caller's later writes to its slices out of a running engine.
func (s Script) clone() Script {
	s.Models = slices.Clone(s.Models)
	s.FailModels = slices.Clone(s.FailModels)
	return s
}

func orElse[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
