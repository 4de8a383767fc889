// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import "time"

// Request is the record of one request.
type Request struct {
	// Time is when the request had been read; it carries a monotonic clock reading.
	Time time.Time `json:"time"`
	// Kind is what it asked for.
	Kind Kind `json:"kind"`
	// Method and Path are those of HTTP.
	Method string `json:"method"`
	Path   string `json:"path"`
	// Model is the model, or model_type, in the request.
	Model string `json:"model,omitempty"`
	// Prompt is the prompt, or the last message of a user, cut after 16 KiB.
	Prompt string `json:"prompt,omitempty"`
	// Partial is the beginning of the answer that the client asked to continue, cut likewise.
	Partial string `json:"partial,omitempty"`
	// MaxTokens is max_tokens as it was asked for; 0 if absent.
	MaxTokens int `json:"maxTokens,omitempty"`
	// Temperature and TopP are as they were asked for; nil if absent.
	Temperature *float64 `json:"temperature,omitempty"`
	TopP        *float64 `json:"topP,omitempty"`
	// Key is the key that was shown, "" if none. JSON has only KeyShown.
	Key string `json:"-"`
	// KeyShown says whether a key was shown.
	KeyShown bool `json:"keySeen"`
	// Header are the request headers that tests look at: Accept, Accept-Encoding, User-Agent, X-Request-Id.
	Header map[string]string `json:"header,omitempty"`
	// Status is the status of the reply; 0 while there is none.
	Status int `json:"status"`
	// Tokens is how many text tokens have been sent.
	Tokens int `json:"tokens"`
	// Sent holds the moments just before each event was written, under StampSends, at most 10,000.
	Sent []time.Time `json:"sent,omitempty"`
	// Done is whether the engine has finished with it, and Cancelled whether the client had left before.
	Done      bool `json:"done"`
	Cancelled bool `json:"cancelled"`
}

// Counts are totals since the engine started, or since Forget.
type Counts struct {
	// Health, Models, Streams, Generates, Metrics and Others count requests by kind.
	Health    int `json:"health"`
	Models    int `json:"models"`
	Streams   int `json:"streams"`
	Generates int `json:"generates"`
	Metrics   int `json:"metrics"`
	Others    int `json:"others"`
	// Elsewhere counts requests that followed a redirect: a client should make none.
	Elsewhere int `json:"elsewhere"`
	// Cancelled counts generations whose client left before the end.
	Cancelled int `json:"cancelled"`
	// InFlight is how many generations are under way, and MaxInFlight the most there were at once.
	InFlight    int `json:"inFlight"`
	MaxInFlight int `json:"maxInFlight"`
	// Tokens is how many text tokens were sent.
	Tokens int `json:"tokens"`
}

// Total is the number of requests of all kinds.
func (c Counts) Total() int {
	return c.Health + c.Models + c.Streams + c.Generates + c.Metrics + c.Others + c.Elsewhere
}

func (c *Counts) of(k Kind) *int {
	switch k {
	case KindHealth:
		return &c.Health
	case KindModels:
		return &c.Models
	case KindStream:
		return &c.Streams
	case KindGenerate:
		return &c.Generates
	case KindMetrics:
		return &c.Metrics
	case KindElsewhere:
		return &c.Elsewhere
	}
	return &c.Others
}
