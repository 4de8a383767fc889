// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// Event is one event of an engine, understood. Its parts are parts of the data, and gone with it.
type Event struct {
	// Data is the event as it came.
	Data []byte
	// Text are the characters of the text, as they stand between the quotes of a JSON string. Empty: there is none.
	Text []byte
	// Alone: the text must not be joined with others, for other things come with it.
	Alone bool
	// Rich: there is something in it that the client waits for and that is not text: reasoning, tool calls, several choices.
	Rich bool
	// Role: it says whose the text is.
	Role bool
	// Finish is the reason why the answer ends here; empty: it does not.
	Finish string
	// Usage is the object that counts tokens; nil: there is none.
	Usage []byte
	// Failure is what the engine says went wrong; empty: nothing did.
	Failure string
	// End: it is the end marker.
	End bool
}

// Hollow tells whether there is nothing in an event that anybody waits for.
func (e *Event) Hollow() bool {
	return len(e.Text) == 0 && !e.Rich && e.Finish == "" && e.Usage == nil && e.Failure == "" && !e.End
}

// Tokens is how many tokens were generated in all, where the event tells; else 0.
func (e *Event) Tokens() int {
	for key, value := range members(e.Usage) {
		if key == "completion_tokens" {
			return number(value)
		}
	}
	return 0
}

// Frame is what stands around the characters of the text in an event.
type Frame struct{ Before, After []byte }

// take makes the frame that of an event.
func (f *Frame) take(data []byte, at, to int) {
	f.Before = append(f.Before[:0], data[:at]...)
	f.After = append(f.After[:0], data[to:]...)
}

// text are the characters in an event that has this frame; ok is false where it has another one.
func (f *Frame) text(data []byte) (chars []byte, ok bool) {
	from, to := len(f.Before), len(data)-len(f.After)
	if from == 0 || from > to || string(data[:from]) != string(f.Before) || string(data[to:]) != string(f.After) {
		return nil, false
	}
	chars = data[from:to:to]
	return chars, areChars(chars)
}

// areChars tells whether bytes can stand between the quotes of a JSON string.
func areChars(b []byte) bool {
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c < ' ' || c == '"':
			return false
		case c == '\\':
			n := escape(b[i+1:])
			if n == 0 {
				return false
			}
			i += n
		}
	}
	return true
}

// escape is how long an escape is behind its backslash; 0: it is none.
func escape(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	switch b[0] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 1
	case 'u':
		if len(b) >= 5 && isHex(b[1]) && isHex(b[2]) && isHex(b[3]) && isHex(b[4]) {
			return 5
		}
	}
	return 0
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
