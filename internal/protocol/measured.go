// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "github.com/codegen-dev/codegen-operator/internal/measure"

// Measured is what measuring needs of an event, all but its time. An event with a member of another type than the protocol gives it is
// an error there: the engine of a check is to keep to its protocol.
func (e *Event) Measured() measure.Event {
	if e.Malformed {
		return measure.Event{Error: notOfProtocol}
	}
	m := measure.Event{
		Text: text(e.Text), Reasoning: text(e.Reasoning), Arguments: text(e.Arguments),
		Opening: e.Choice, Finish: e.Finish != "" || e.Complete, Error: e.Failure, End: e.End,
	}
	if tokens, told := CompletionTokens(e.Usage); told {
		m.Tokens = &tokens
	}
	return m
}

// text is what characters stand for; most events have one kind of them.
func text(chars []byte) string {
	if len(chars) == 0 {
		return ""
	}
	return decoded(chars)
}
