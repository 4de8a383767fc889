// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
)

// Reader understands the events of one answer. Events of a stream look alike, so that the frame of the last one is tried first.
type Reader struct {
	protocol Protocol
	frame    Frame
}

// NewReader reads events of a protocol.
func NewReader(p Protocol) *Reader { return &Reader{protocol: p} }

// Frame is that of the last event whose text can be joined. It changes with the next one.
func (r *Reader) Frame() Frame { return r.frame }

// What is told of events that are at odds with their protocol.
const (
	notJSON = "an event that is not of the protocol"
	mute    = "an error event without a message"
)

// Read understands the data of an event.
func (r *Reader) Read(data []byte) Event {
	if text, ok := r.frame.text(data); ok {
		return Event{Data: data, Text: text}
	}
	if len(data) < 16 && string(bytes.TrimSpace(data)) == "[DONE]" {
		return Event{Data: data, End: true}
	}
	if !isObject(data) {
		return Event{Data: data, Failure: notJSON}
	}
	s := sight{data: data}
	if r.protocol == OpenAI {
		s.openAI()
	} else {
		s.plain()
	}
	return r.told(&s)
}

// told makes an event of what was seen, and keeps its frame.
func (r *Reader) told(s *sight) Event {
	e := Event{
		Data: s.data, Text: s.text, Alone: s.alone, Rich: s.rich, Role: s.role,
		Finish: s.finish, Usage: s.usage, Failure: s.failure, End: s.end,
	}
	if e.Role {
		r.frame = Frame{} // text that is held may still go out in the one before
	}
	if e.Failure == "" && len(e.Text) > 0 && !e.Alone && !e.Rich {
		r.frame.take(s.data, s.at, s.at+len(s.text))
	}
	return e
}

// sight is what is seen of an event while its members are walked through.
type sight struct {
	data []byte
	// text are characters, and at is where in the data they stand.
	text []byte
	at   int

	alone, rich, role, end bool
	finish, failure        string
	usage                  []byte
}

// see takes a value for the text. A second text, which no engine should send, is put behind the first, and the event is
// left as it is.
func (s *sight) see(value []byte) {
	text := chars(value)
	switch {
	case text == nil && said(value):
		s.rich, s.alone = true, true // content that is no string
	case len(text) == 0:
	case len(s.text) > 0:
		s.text, s.alone = append(s.text[:len(s.text):len(s.text)], text...), true
	default:
		// value is a part of the data, with the same end of the memory behind it.
		s.text, s.at = text, cap(s.data)-cap(value)+1
	}
}

// fail takes the value of an error: a string, or an object with a message.
func (s *sight) fail(value []byte) {
	if len(value) == 0 || string(value) == "null" {
		return
	}
	s.failure = decoded(chars(value))
	for key, value := range members(value) {
		if key == "message" {
			s.failure = decoded(chars(value))
		}
	}
	if s.failure == "" {
		s.failure = mute
	}
}

// plain sees an event of MultiLoRA or CodeGen, of any build.
func (s *sight) plain() {
	kind := ""
	for key, value := range members(s.data) {
		switch key {
		case "type":
			kind = decoded(chars(value))
		case "text", "content":
			s.see(value)
		case "error":
			s.fail(value)
		}
	}
	s.end = kind == "done"
	if kind == "error" && s.failure == "" {
		s.failure = decoded(s.text)
		if s.failure == "" {
			s.failure = mute
		}
	}
}

// openAI sees an event of either OpenAI endpoint.
func (s *sight) openAI() {
	var object, message []byte
	for key, value := range members(s.data) {
		switch key {
		case "choices":
			s.choices(value)
		case "usage":
			if string(value) != "null" {
				s.usage = value
			}
		case "error":
			s.fail(value)
		case "object":
			object = value
		case "message":
			message = value
		}
	}
	if string(object) == `"error"` && s.failure == "" { // as older builds send it
		s.fail(message)
		if s.failure == "" {
			s.failure = mute
		}
	}
}

// choices sees the only choice; several are left as they are.
func (s *sight) choices(value []byte) {
	n := 0
	for choice := range elements(value) {
		if n++; n == 1 {
			s.choice(choice)
		}
	}
	if n > 1 {
		s.alone, s.rich = true, true
	}
}

func (s *sight) choice(choice []byte) {
	for key, value := range members(choice) {
		switch key {
		case "delta":
			s.delta(value)
		case "text":
			s.see(value)
		case "finish_reason":
			s.finished(value)
		case "index":
			s.alone = s.alone || string(value) != "0"
		case "stop_reason", "matched_stop": // they come with the finish reason
		default:
			s.alone = s.alone || said(value)
		}
	}
}

// finished takes a finish reason; two of them mean that the generation was given up.
func (s *sight) finished(value []byte) {
	s.finish = decoded(chars(value))
	if s.finish == "abort" || s.finish == "error" {
		s.failure = "the generation was given up with finish_reason " + s.finish
	}
}

func (s *sight) delta(delta []byte) {
	for key, value := range members(delta) {
		switch {
		case key == "content":
			s.see(value)
		case key == "role":
			s.role = true
		case said(value): // reasoning, tool calls, a refusal, and what is yet to be thought of
			s.rich, s.alone = true, true
		}
	}
}
