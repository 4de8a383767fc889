// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"strings"
	"time"
)

// Event is one event of a stream as it arrived, reduced to what measuring needs. Events are given in the order in which
// they arrived.
type Event struct {
	// At is the monotonic time since the request was about to be written. It is positive in any real stream.
	At time.Duration
	// Text is the content; empty for role-only, usage and end events. An [Expectation] is checked against it alone.
	Text string
	// Reasoning and Arguments are what a model thinks before it answers, and the arguments of its tool calls.
	Reasoning, Arguments string
	// Opening: the event has non-empty choices, so it counts as the first event. A chunk or an error counts in any case.
	Opening bool
	// Finish: the event carries a finish reason.
	Finish bool
	// Tokens is usage.completion_tokens, nil where the event does not report it.
	Tokens *int
	// Error is an error event's message, cleaned and cut; empty: not an error event.
	Error string
	// End: the event is the end marker. Events after the first end marker are not part of the stream.
	End bool
}

func (e Event) isOpening() bool { return e.Opening || e.IsChunk() || e.Error != "" }

// IsChunk reports whether the event has text, reasoning or arguments of a tool call: something that was generated.
func (e Event) IsChunk() bool { return e.Text != "" || e.Reasoning != "" || e.Arguments != "" }

func (e Event) hasReasoning() bool { return e.Reasoning != "" }

func (e Event) hasArguments() bool { return e.Arguments != "" }

// IsBlank reports whether the event has nothing but white space.
func (e Event) IsBlank() bool { return isBlank(e.Text) && isBlank(e.Reasoning) && isBlank(e.Arguments) }

func isBlank(text string) bool { return strings.TrimSpace(text) == "" }

// isLasting reports whether the duration includes the event. Usage and the end marker, which come later, keep no user waiting.
func (e Event) isLasting() bool { return e.IsChunk() || e.Finish }

func (e Event) isError() bool { return e.Error != "" }

func (e Event) isUsage() bool { return e.Tokens != nil }

func (e Event) isEnd() bool { return e.End }
