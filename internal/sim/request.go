// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import "time"

// Request is what the engine remembers of one request.
type Request struct {
	// Time is when the request had been read; it carries a monotonic clock reading.
	Time time.Time `json:"time"`
	// Kind is what it asked for.
	Kind Kind `json:"kind"`
	// Method and Path are those of HTTP.
	Method string `json:"method"`
	Path   string `json:"path"`
	// Model is the model, or model_type, as it was asked for.
	Model string `json:"model,omitempty"`
	// Prompt is the prompt, or the last message of a user, cut after 16 KiB.
	Prompt string `json:"prompt,omitempty"`
	// Partial is the answer so far that the client asked to go on from, cut likewise.
	Partial string `json:"partial,omitempty"`
	// MaxTokens is max_tokens as it was asked for; 0 if absent.
	MaxTokens int `json:"maxTokens,omitempty"`
	// Temperature and TopP are as they were asked for; nil if absent.
	Temperature *float64 `json:"temperature,omitempty"`
	TopP        *float64 `json:"topP,omitempty"`
	// Key is the key that was shown, "" if none. JSON tells only KeySeen.
	Key string `json:"-"`
	// KeySeen says whether a key was shown.
	KeySeen bool `json:"keySeen"`
	// Header are a few request headers that tests ask after: Accept, Accept-Encoding, User-Agent, X-Request-Id.
	Header map[string]string `json:"header,omitempty"`
	// Status is the status of the reply; 0 while there is none.
	Status int `json:"status"`
	// Tokens is how many text tokens have been sent.
	Tokens int `json:"tokens"`
	// Sent holds the moments just before each event was written, under StampSends, at most 10,000.
	Sent []time.Time `json:"sent,omitempty"`
	// Done says that the engine is through with it, and Cancelled that the client had left before.
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
	// Elsewhere counts requests that followed a redirect: a careful client makes none.
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

// Requests returns what the engine was asked, oldest first: the latest 5,000 at least.
func (e *Engine) Requests() []Request { return e.ledger.all() }

// Streams returns those of Requests that were streamed generations.
func (e *Engine) Streams() []Request {
	var streams []Request
	for _, r := range e.Requests() {
		if r.Kind == KindStream {
			streams = append(streams, r)
		}
	}
	return streams
}

// Counts returns the totals.
func (e *Engine) Counts() Counts { return e.ledger.counted() }

// Forget forgets all requests and begins counting anew; what is in flight stays counted as such.
func (e *Engine) Forget() { e.ledger.forget() }
