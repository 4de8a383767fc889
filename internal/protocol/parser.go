// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "bytes"

// Parser reads the events of one answer. Events of a stream look alike, so that the frame of the last one is tried first.
type Parser struct {
	format Format
	frame  Frame
	parsed parsed
	// part is the frame of the last part, and partOf what that was of.
	part   Frame
	partOf string
	// role: the event that the frame is of has a role.
	role bool
}

// NewParser reads events of a format.
func NewParser(f Format) *Parser { return &Parser{format: f} }

// Frame is that of the last event whose text can be joined. It changes with the next one.
func (p *Parser) Frame() Frame { return p.frame }

// PartFrame is that of the last event with a part. It changes with the next one.
func (p *Parser) PartFrame() Frame { return p.part }

// Parse reads the data of an event. The event is valid until the next one is parsed.
func (p *Parser) Parse(data []byte) *Event {
	e := &p.parsed.Event
	if text, ok := p.frame.text(data); ok {
		*e = Event{Data: data, Text: text, Framed: true}
		return e
	}
	*e = Event{Data: data}
	switch {
	case len(data) < 16 && string(bytes.TrimSpace(data)) == "[DONE]":
		e.End = true
	case !validObject(data):
		e.Failure, e.Unreadable = notOfProtocol, true
	default:
		p.format.event(&p.parsed)
		p.keepFrame()
	}
	return e
}

// keepFrame keeps the frame of an event whose text can be joined.
func (p *Parser) keepFrame() {
	e := &p.parsed
	if len(e.Part) > 0 {
		if e.PartOf != p.partOf {
			p.part = Frame{} // what is held may still go out in the one before
		}
		p.part.take(e.Data, e.partAt, e.partAt+len(e.Part))
		p.partOf = e.PartOf
	}
	if e.Role || p.role {
		p.frame = Frame{} // text that is held may still go out in the one before
	}
	if e.Failure == "" && len(e.Text) > 0 && !e.Alone && !e.Rich {
		p.frame.take(e.Data, e.at, e.at+len(e.Text))
		p.role = e.Role
	}
}
