// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
)

// event is what one Server-Sent Event carries: JSON, or an end marker.
type event []byte

const doneMarker = "[DONE]"

// encode writes JSON as servers do: compact, without escaping for HTML.
func encode(v any) event {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("sim: encode an event: " + err.Error()) // our own types always encode
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// stamped adds the moment of sending to an event that is a JSON object.
func stamped(ev event, at time.Time) event {
	if !bytes.HasSuffix(ev, []byte("}")) {
		return ev
	}
	out := append(event{}, ev[:len(ev)-1]...)
	out = append(out, `,"sent_unix_nano":`...)
	out = strconv.AppendInt(out, at.UnixNano(), 10)
	return append(out, '}')
}

// framing turns an event into bytes; each piece is sent on its own.
type framing func(ev event) [][]byte

func plain(ev event) [][]byte {
	frame := make([]byte, 0, len(ev)+len("data: \n\n"))
	frame = append(frame, "data: "...)
	frame = append(frame, ev...)
	return [][]byte{append(frame, "\n\n"...)}
}

func crOnly(ev event) [][]byte {
	return [][]byte{bytes.ReplaceAll(plain(ev)[0], []byte("\n"), []byte("\r"))}
}

// multiDataLines breaks JSON where white space is allowed; a marker stays whole.
func multiDataLines(ev event) [][]byte {
	var indented bytes.Buffer
	if json.Indent(&indented, ev, "", " ") != nil {
		return plain(ev)
	}
	return plain(bytes.ReplaceAll(indented.Bytes(), []byte("\n"), []byte("\ndata: ")))
}

// splitRunes ends a piece after the first byte of every multi-byte character.
func splitRunes(ev event) [][]byte {
	frame := plain(ev)[0]
	var pieces [][]byte
	from := 0
	for i, b := range frame {
		if b >= 0xC0 { // the first byte of several
			pieces = append(pieces, frame[from:i+1])
			from = i + 1
		}
	}
	return append(pieces, frame[from:])
}

// corrupt puts raw bytes at the start of the event's text, or leaves the event.
func corrupt(ev event, raw string) event {
	at := max(bytes.LastIndex(ev, []byte(`"content":"`)), bytes.LastIndex(ev, []byte(`"text":"`)))
	if at < 0 {
		return ev
	}
	at += bytes.Index(ev[at:], []byte(`":"`)) + len(`":"`)
	return append(append(append(event{}, ev[:at]...), raw...), ev[at:]...)
}

func invalidUTF8(ev event) [][]byte { return plain(corrupt(ev, "\xff\xfe\xc3")) }

func nulBytes(ev event) [][]byte {
	return [][]byte{[]byte(": \x00\n"), plain(corrupt(ev, "\x00"))[0]}
}
