// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "bytes"

// Parser reads the events of one answer. Events of a stream look alike, so that the frame of the last one is tried first.
type Parser struct {
	format Format
	frame  Frame
	parsed parsed
}

// NewParser reads events of a format.
func NewParser(f Format) *Parser { return &Parser{format: f} }

// Frame is that of the last event whose text can be joined. It changes with the next one.
func (p *Parser) Frame() Frame { return p.frame }

// Parse reads the data of an event.
func (p *Parser) Parse(data []byte) Event {
	if text, ok := p.frame.text(data); ok {
		return Event{Data: data, Text: text}
	}
	if len(data) < 16 && string(bytes.TrimSpace(data)) == "[DONE]" {
		return Event{Data: data, End: true}
	}
	if !validObject(data) {
		return Event{Data: data, Failure: notOfProtocol}
	}
	p.parsed = parsed{Event: Event{Data: data}}
	p.format.event(&p.parsed)
	p.keepFrame()
	return p.parsed.Event
}

// keepFrame keeps the frame of an event whose text can be joined.
func (p *Parser) keepFrame() {
	e := &p.parsed
	if e.Role {
		p.frame = Frame{} // text that is held may still go out in the one before
	}
	if e.Failure == "" && len(e.Text) > 0 && !e.Alone && !e.Rich {
		p.frame.take(e.Data, e.at, e.at+len(e.Text))
	}
}
