// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// Event is one event of an engine, understood. Its parts are parts of the data, and gone with it.
//
// Text, reasoning and arguments are the characters as they stand between the quotes of a JSON string. Empty: there is none.
type Event struct {
	// Data is the event as it came.
	Data []byte
	// Text is the content: what the client asked for.
	Text []byte
	// Reasoning is what a model thinks before it answers.
	Reasoning []byte
	// Arguments are those of tool calls, of which a model generates its part.
	Arguments []byte
	// Part is the reasoning, or the arguments of one tool call, where nothing else that counts comes with it, so that it can be joined with
	// others of the same PartOf; empty: there is none such.
	Part []byte
	// PartOf names what the part is of.
	PartOf string
	// Alone: the text must not be joined with others, for other things come with it.
	Alone bool
	// Rich: there is something in it that the client waits for and that is not text: reasoning, tool calls, several choices.
	Rich bool
	// Structured: there is a part of a tool call in it, or something else that only the engine itself can go on with.
	Structured bool
	// Role: it says whose the text is.
	Role bool
	// Speaker is the JSON value of that role, which some engines send with every event; nil: there is none, or the event is framed.
	Speaker []byte
	// Choice: there is a choice in it, be it an empty one. The protocols without choices never have one.
	Choice bool
	// Choices are the choices in it. Where the event has the same frame as the one before, none are listed: it is of the same choice, and
	// does not end it.
	Choices []Choice
	// Finish is the reason why the first of its choices ends here; empty: it does not.
	Finish string
	// Complete: the text ends with it, and there is no word for why.
	Complete bool
	// TokenIDs: the engine knows of the ids of tokens, whether they are in the event or not.
	TokenIDs bool
	// Usage is the object that counts tokens; nil: there is none.
	Usage []byte
	// Failure is what the engine says went wrong; empty: nothing did.
	Failure string
	// Status is the HTTP status that the failure has in it; 0: it has none.
	Status int
	// Framed: all but the text is as in the event before.
	Framed bool
	// Unreadable: the failure is that the event is not JSON.
	Unreadable bool
	// Malformed: a member that is read has another type than the protocol gives it.
	Malformed bool
	// End: it is the end marker.
	End bool
}

// Chunk tells whether the event is a chunk: it has text, reasoning or arguments of tool calls, of which each is something that was
// generated.
func (e *Event) Chunk() bool { return len(e.Text) > 0 || len(e.Reasoning) > 0 || len(e.Arguments) > 0 }

// Empty tells whether there is nothing in an event that anybody waits for.
func (e *Event) Empty() bool {
	return len(e.Text) == 0 && !e.Rich && e.Finish == "" && e.Usage == nil && e.Failure == "" && !e.End
}

// Degenerated tells whether the engine gave the answer up because the model ran into a loop.
func (e *Event) Degenerated() bool {
	for _, c := range e.Choices {
		if c.Finish != "" && EndingOf(c.Finish) == Degenerated {
			return true
		}
	}
	return false
}
