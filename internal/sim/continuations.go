// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import "slices"

// Continuation is what an engine does with the beginning of an answer that it is asked to continue.
type Continuation string

const (
	// Continues goes on where the beginning ends. An OpenAI engine does that by default.
	Continues Continuation = "continue"
	// Refuses answers with 400.
	Refuses Continuation = "refuse"
	// Restarts answers from the start. Engines of the other protocols do that by default: the beginning is a part of the prompt to them.
	Restarts Continuation = "restart"
	// Strays says something that neither goes on with the answer nor begins it.
	Strays Continuation = "stray"
)

var continuations = []Continuation{"", Continues, Refuses, Restarts, Strays}

func (c Continuation) known() bool { return slices.Contains(continuations, c) }
