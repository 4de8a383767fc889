// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sse

import "bytes"

// Event is an event of a stream. Its parts belong to the framer that gave it, and are valid until the next call of Next or Free.
type Event struct {
	// Type is the event's name; empty where it has none.
	Type []byte
	// Data are its data lines, joined by line feeds.
	Data []byte
}

// Framer cuts a stream into events. It looks at each byte once and copies none, except for events that have a type or several data
// lines. Read into the bytes that Free gives, call Advance, and then Next until there is no more.
type Framer struct {
	buffer
	// Most bounds one event, in bytes, without its comments; NewFramer sets it to MaxEvent.
	Most int
	// from and to are the data of the open event, if it has one line of it; otherwise it is in joined.
	from, to int
	lines    int
	joined   []byte
	spilled  bool // the one line is in joined as well: its place in the buffer was needed
	kind     []byte
	// size counts the bytes of the open event's complete lines, without comments.
	size  int
	count int
}

// NewFramer makes a framer that reads into a buffer, as long as it is large enough.
func NewFramer(buf []byte) *Framer {
	return &Framer{Most: MaxEvent, buffer: buffer{buf: buf[:cap(buf)]}}
}

// Buffer is the buffer in use, to be used again once the framer is not.
func (f *Framer) Buffer() []byte { return f.buf }

// Free is where to read to. What Next gave before is no longer valid then. The error is ErrLongEvent.
func (f *Framer) Free() ([]byte, error) {
	f.dropComment()
	keep := f.line
	if f.lines == 1 && !f.spilled {
		keep = f.from
	}
	if len(f.buf)-f.end < minRead || keep == f.end {
		if keep < f.line && len(f.buf)-(f.end-keep) < minRead {
			f.spill()
			keep = f.line
		}
		f.shift(keep)
	}
	left := f.Most - f.size - (f.end - f.line)
	if left < 0 {
		return nil, ErrLongEvent
	}
	free := f.free()
	return free[:min(len(free), left+1)], nil
}

// spill copies the only data line of the open event out of the buffer.
func (f *Framer) spill() {
	f.joined = append(f.joined[:0], f.buf[f.from:f.to]...)
	f.spilled = true
}

// shift moves what is kept to the front.
func (f *Framer) shift(keep int) {
	f.buffer.shift(keep)
	f.from, f.to = f.from-keep, f.to-keep
}

// Count is how many events were completed so far, those without data included.
func (f *Framer) Count() int { return f.count }

// Next is the next event that is complete; ok is false where there is none yet. Comments, fields other than event and data, and events
// without data are dropped.
func (f *Framer) Next() (e Event, ok bool) {
	for {
		line, ok := f.nextLine()
		switch {
		case !ok:
			return Event{}, false
		case len(line) > 0:
			f.field(line)
		case f.size > 0:
			if e, ok := f.dispatch(); ok {
				return e, true
			}
		}
	}
}

// field takes a line that is not blank.
func (f *Framer) field(line []byte) {
	if len(line) > len(dataField) && string(line[:len(dataField)]) == dataField { // nearly all lines
		f.size += len(line) + 1
		f.data(trimSpace(line[len(dataField):]))
		return
	}
	if line[0] == ':' {
		return
	}
	f.size += len(line) + 1
	name, value, _ := bytes.Cut(line, colon)
	switch string(name) {
	case "data":
		f.data(trimSpace(value))
	case "event":
		f.kind = append(f.kind[:0], trimSpace(value)...)
	}
}

const dataField = "data:"

// trimSpace drops the one space that may follow a colon.
func trimSpace(value []byte) []byte {
	if len(value) > 0 && value[0] == ' ' {
		return value[1:]
	}
	return value
}

func (f *Framer) data(value []byte) {
	f.lines++
	switch {
	case f.lines == 1:
		f.to = f.line - 1
		f.from = f.to - len(value)
		return
	case f.lines == 2 && !f.spilled:
		f.joined = append(f.joined[:0], f.buf[f.from:f.to]...)
	}
	f.joined = append(append(f.joined, '\n'), value...)
}

// dispatch ends the open event; ok is false where it has no data.
func (f *Framer) dispatch() (e Event, ok bool) {
	e.Type = f.kind
	if f.lines == 1 && !f.spilled {
		e.Data = f.buf[f.from:f.to]
	} else {
		e.Data = f.joined
	}
	ok = f.lines > 0
	f.count++
	f.lines, f.size, f.spilled = 0, 0, false
	if len(f.kind) > 0 {
		f.kind = f.kind[:0]
	}
	if cap(f.joined) > maxKept {
		f.joined = nil
	}
	return e, ok
}
