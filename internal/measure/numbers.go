// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"slices"
	"strings"
	"time"
)

// Numbers are the measurements of one stream. All times count from just before the request was written.
type Numbers struct {
	// FirstEvent is the time to the first event with non-empty choices, a chunk or an error; 0: there was none.
	// It is the TTFT of `vllm bench serve`, where a role-only delta counts.
	FirstEvent time.Duration
	// FirstChunk is the time to the first chunk: the first event with text, reasoning or arguments of tool calls; 0: there was no chunk.
	// It is the TTFT of guidellm, inference-perf and AIPerf.
	FirstChunk time.Duration
	// Duration is the time to the last event that is a chunk or carries a finish reason; 0: there was none.
	// It is the E2EL of `vllm bench serve`.
	Duration time.Duration
	// Total is the time to the end marker; 0: there was none.
	Total time.Duration
	// Chunks counts the events with text, reasoning or arguments of tool calls, however many tokens are in each.
	Chunks int
	// ReasoningChunks and ArgumentChunks are how many of the chunks have reasoning, and arguments of tool calls.
	ReasoningChunks, ArgumentChunks int
	// InterChunk sums up the gaps between successive chunks. It is AIPerf's inter-chunk latency, and not ITL: a chunk is not a token.
	InterChunk Gaps
	// ChunksPerSecond is Chunks over Duration in seconds; 0: there was no chunk.
	ChunksPerSecond float64
	// Tokens is the last usage.completion_tokens that the engine reported; nil: it reported none.
	Tokens *int
	// TPOT is (Duration − FirstChunk) / (Tokens − 1), the time per output token of `vllm bench serve`;
	// 0: there was no chunk, or no more than one token was reported.
	TPOT time.Duration
	// Text is the content of all events joined. It is what an [Expectation] is checked against.
	Text string
	// Error is the message of the first error event; empty: there was none.
	Error string
	// Complete: the end marker was seen.
	Complete bool
}

// Of measures one stream. Events after the first end marker are ignored.
func Of(events []Event) Numbers {
	events = untilEnd(events)
	arrivals := chunkArrivals(events)
	n := Numbers{
		FirstEvent: first(events, Event.isOpening).At,
		FirstChunk: first(events, Event.IsChunk).At,
		Duration:   last(events, Event.isLasting).At,
		Total:      last(events, Event.isEnd).At,
		Chunks:     len(arrivals),

		ReasoningChunks: count(events, Event.hasReasoning),
		ArgumentChunks:  count(events, Event.hasArguments),

		InterChunk: gapsBetween(arrivals),
		Tokens:     copyOf(last(events, Event.isUsage).Tokens),
		Text:       textOf(events),
		Error:      first(events, Event.isError).Error,
		Complete:   last(events, Event.isEnd).End,
	}
	n.ChunksPerSecond = chunksPerSecond(n)
	n.TPOT = timePerOutputToken(n)
	return n
}

// Fault says in one sentence why the stream fails, whatever its targets: an error event came (even when an end marker
// followed it), the end marker is missing, or nothing but white space was generated. Empty: there is no such reason.
func (n Numbers) Fault() string {
	switch {
	case n.Error != "":
		return "The stream carried an error: " + strings.TrimRight(n.Error, ".") + "."
	case !n.Complete:
		return "The stream ended without its end marker."
	case isBlank(n.Text) && n.ReasoningChunks == 0 && n.ArgumentChunks == 0:
		return "Nothing but white space was generated."
	}
	return ""
}

func chunksPerSecond(n Numbers) float64 {
	if n.Chunks == 0 || n.Duration <= 0 {
		return 0
	}
	return float64(n.Chunks) / n.Duration.Seconds()
}

func timePerOutputToken(n Numbers) time.Duration {
	if n.Chunks == 0 || n.Tokens == nil || *n.Tokens < 2 {
		return 0
	}
	return (n.Duration - n.FirstChunk) / time.Duration(*n.Tokens-1)
}

func untilEnd(events []Event) []Event {
	if i := slices.IndexFunc(events, Event.isEnd); i >= 0 {
		return events[:i+1]
	}
	return events
}

// first returns the first event of a kind; the zero Event stands for none.
func first(events []Event, is func(Event) bool) Event {
	if i := slices.IndexFunc(events, is); i >= 0 {
		return events[i]
	}
	return Event{}
}

// last returns the last event of a kind; the zero Event stands for none.
func last(events []Event, is func(Event) bool) Event {
	for _, e := range slices.Backward(events) {
		if is(e) {
			return e
		}
	}
	return Event{}
}

// count is how many events are of a kind.
func count(events []Event, is func(Event) bool) int {
	n := 0
	for _, e := range events {
		if is(e) {
			n++
		}
	}
	return n
}

func chunkArrivals(events []Event) []time.Duration {
	arrivals := make([]time.Duration, 0, len(events))
	for _, e := range events {
		if e.IsChunk() {
			arrivals = append(arrivals, e.At)
		}
	}
	return arrivals
}

func textOf(events []Event) string {
	var text strings.Builder
	for _, e := range events {
		text.WriteString(e.Text)
	}
	return text.String()
}

// copyOf keeps the numbers independent of the events.
func copyOf(tokens *int) *int {
	if tokens == nil {
		return nil
	}
	return new(*tokens)
}
