// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "strings"

// Ending is what a finish reason says about the choice that it ends.
type Ending int

const (
	// Completed is the end of a choice that is all that it was to be.
	Completed Ending = iota
	// Aborted is that of an engine that gave up. Another one may go on from what there is.
	Aborted
	// Degenerated is that of a model that ran into a loop, and would again from where it is.
	Degenerated
)

// endings is what the finish reasons mean, those of vLLM and of servers that are compatible with it. A reason that is not here is one that
// nobody can tell from a failure, and counts as one.
var endings = map[string]Ending{
	"stop":           Completed,
	"length":         Completed,
	"tool_calls":     Completed,
	"function_call":  Completed, // as tool_calls was called before
	"content_filter": Completed,
	"eos_token":      Completed, // TGI says stop so, in its older builds
	"stop_sequence":  Completed, // and this for a stop string
	"abort":          Aborted,
	"error":          Aborted,
	"repetition":     Degenerated, // vLLM's detection of repetitions
}

// EndingOf is what a finish reason says.
func EndingOf(reason string) Ending {
	if ending, known := endings[reason]; known {
		return ending
	}
	return Aborted
}

// maxReason bounds how much of a finish reason is quoted, in bytes.
const maxReason = 64

// givenUp is the failure that a finish reason stands for; empty: it stands for none.
func givenUp(reason string) string {
	if reason == "" || EndingOf(reason) == Completed {
		return ""
	}
	return "the generation was given up with finish_reason " + strings.ToValidUTF8(reason[:min(len(reason), maxReason)], "")
}

// Choice is what an event says about one choice of an answer.
type Choice struct {
	// Index tells the choices of an answer apart.
	Index int
	// Finish is the reason why the choice ends here; empty: it does not.
	Finish string
}

// choiceOf reads which choice it is, and whether it ends.
func choiceOf(choice []byte) Choice {
	var c Choice
	for key, value := range members(choice) {
		switch key {
		case "index":
			c.Index = number(value)
		case "finish_reason":
			c.Finish = decoded(chars(value))
		}
	}
	return c
}
