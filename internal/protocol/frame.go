// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"slices"

	"github.com/codegen-dev/codegen-operator/internal/sse"
)

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

// AppendText writes a text as an event with this frame.
func AppendText(out []byte, f Frame, text []byte) []byte {
	if bytes.IndexByte(f.Before, '\n') >= 0 || bytes.IndexByte(f.After, '\n') >= 0 { // rare: it came as several lines
		return sse.AppendEvent(out, slices.Concat(f.Before, text, f.After))
	}
	out = append(append(out, "data: "...), f.Before...)
	out = append(append(out, text...), f.After...)
	return append(out, "\n\n"...)
}
