// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package record is what the gateway reports about a request: metrics, traces and the access log are made from it. It holds neither prompts
// nor answers nor keys.
package record

import (
	"context"
	"time"
)

// The outcomes of requests.
const (
	OK         = "OK"
	Refused    = "Refused"
	Saturated  = "Saturated"
	Failed     = "Failed"
	Broken     = "Broken"
	ClientGone = "ClientGone"
	Draining   = "Draining"
)

// Record is one finished request.
type Record struct {
	// ID is the request's id, as in X-Request-Id.
	ID string
	// Key is the name of the API key that it came with; empty: none is asked for.
	Key string
	// Call is the endpoint, such as openai.chat or codegen.stream.
	Call string
	// Listing: the client asked for models, and nothing is generated.
	Listing bool
	// Stream: the client asked for a stream.
	Stream bool
	// Model is the model as the engine was asked for it.
	Model string
	// Engine is the one that answered, or was asked last; empty: none was asked.
	Engine string
	// Status is the HTTP status that the client got; 499 where it went before it got any.
	Status int
	// Outcome is one word: OK, Refused (by the gateway), Saturated, Failed, Broken (after the first chunk), ClientGone or Draining.
	Outcome string
	// Message says the same in a sentence; empty: the outcome is OK.
	Message string
	// Failover is why another engine was asked than the first one: ConnectionFailed, HTTPError, FirstChunkTimeout, Saturated, BreakerOpen;
	// empty: the first one answered.
	Failover string
	// Resumes is how often an engine continued the answer after another one broke.
	Resumes int
	// Began is when the request came in.
	Began time.Time
	// FirstChunk and Duration are the times to the first chunk and to the end; FirstChunk is 0 where there was none.
	FirstChunk, Duration time.Duration
	// Chunks is how many chunks the client got. Tokens is the number of tokens by the engine's usage, or else of its events that have some.
	Chunks, Tokens int
	// Forced is how many chunks the hold closed, and Over how many there are beyond the range; LongestHold is the longest time that text
	// waited.
	Forced, Over int
	LongestHold  time.Duration
	// BytesOut is how many bytes of body the client got.
	BytesOut int64
}

// Observer is notified of requests. Its methods are called by many goroutines at once, and must not block.
type Observer interface {
	// Began is called when a request goes to an engine, and Left when it is no longer there: the difference is in flight.
	Began(engine, model string)
	Left(engine, model string)
	// Breaker is called when an engine's breaker changes: closed, open or half-open.
	Breaker(engine, state string)
	// Finished is called at the end of each request. The context is the request's, and may have ended. It identifies the request, for example
	// its span, whereas clients may give several requests one ID.
	Finished(context.Context, Record)
}
