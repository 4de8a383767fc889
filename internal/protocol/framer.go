// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"errors"
)

// MaxEvent bounds one event, in bytes.
const MaxEvent = 256 << 10

// ErrLongEvent says that an event went over its bound.
var ErrLongEvent = errors.New("an event that is longer than is read of one")

// minRead is the least room that a read gets.
const minRead = 1 << 10

// Framer cuts a stream of Server-Sent Events (WHATWG) into the data of its events. It looks at each byte once and copies none, but
// for events of several data lines. Bytes are read into Room, and told by Grow.
type Framer struct {
	buf []byte
	// line is where the open line begins, seen up to where it was searched for its end, end is the end of what was read.
	line, seen, end int
	// from and to are the data of the open event, if it has any; several lines are in joined.
	from, to int
	lines    int
	joined   []byte
	afterCR  bool
	begun    bool
}

// NewFramer makes a framer that reads into a buffer, as long as it is large enough.
func NewFramer(buf []byte) *Framer { return &Framer{buf: buf[:cap(buf)]} }

// Buffer is the buffer in use, to be used again once the framer is not.
func (f *Framer) Buffer() []byte { return f.buf }

// Room is where to read to. What Next gave before is gone then. The error is ErrLongEvent.
func (f *Framer) Room() ([]byte, error) {
	keep := f.line
	if f.lines == 1 {
		keep = f.from
	}
	if len(f.buf)-f.end < minRead || keep == f.end {
		f.shift(keep)
	}
	if f.end > MaxEvent || len(f.joined) > MaxEvent {
		return nil, ErrLongEvent
	}
	if len(f.buf)-f.end < minRead {
		f.buf = append(f.buf[:f.end], make([]byte, max(len(f.buf), 4*minRead))...)
		f.buf = f.buf[:cap(f.buf)]
	}
	return f.buf[f.end:], nil
}

// widest is what the buffer is widened to at the most.
const widest = 32 << 10

// Widen makes the room larger for a stream that fills it each time, so that it takes fewer reads.
func (f *Framer) Widen() {
	if len(f.buf) < widest {
		f.buf = append(f.buf, make([]byte, widest-len(f.buf))...)
	}
}

// shift moves what is kept to the front.
func (f *Framer) shift(keep int) {
	copy(f.buf, f.buf[keep:f.end])
	f.line, f.seen, f.end = f.line-keep, f.seen-keep, f.end-keep
	f.from, f.to = f.from-keep, f.to-keep
}

// Grow tells that so many bytes were read into the room.
func (f *Framer) Grow(n int) { f.end += n }

// Open tells whether an event has begun that is not complete.
func (f *Framer) Open() bool { return f.line < f.end || f.lines > 0 }

// Next is the data of the next event that is complete; ok is false where there is none yet. Comments and fields other than data are
// dropped, and so are events without data.
func (f *Framer) Next() (data []byte, ok bool) {
	for {
		line, ok := f.nextLine()
		if !ok {
			return nil, false
		}
		if len(line) > 0 {
			f.field(line)
			continue
		}
		if f.lines > 0 {
			return f.dispatch(), true
		}
	}
}

func (f *Framer) nextLine() ([]byte, bool) {
	if f.afterCR && f.line < f.end {
		f.afterCR = false
		if f.buf[f.line] == '\n' {
			f.line++
			f.seen = max(f.seen, f.line)
		}
	}
	at := lineEnd(f.buf[f.seen:f.end])
	if at < 0 {
		f.seen = f.end
		return nil, false
	}
	line := f.buf[f.line : f.seen+at]
	f.afterCR = f.buf[f.seen+at] == '\r'
	f.line = f.seen + at + 1
	f.seen = f.line
	if !f.begun {
		f.begun, line = true, bytes.TrimPrefix(line, []byte("\uFEFF"))
	}
	return line, true
}

// lineEnd is where a CR or LF stands; below 0: nowhere.
func lineEnd(data []byte) int {
	lf := bytes.IndexByte(data, '\n')
	if lf >= 0 {
		data = data[:lf]
	}
	if cr := bytes.IndexByte(data, '\r'); cr >= 0 {
		return cr
	}
	return lf
}

// field takes a line that is not blank.
func (f *Framer) field(line []byte) {
	value, ok := bytes.CutPrefix(line, []byte("data"))
	if !ok || len(value) > 0 && value[0] != ':' {
		return
	}
	if len(value) > 0 {
		value = bytes.TrimPrefix(value[1:], []byte(" "))
	}
	f.lines++
	switch f.lines {
	case 1:
		f.to = f.line - 1
		f.from = f.to - len(value)
		return
	case 2:
		f.joined = append(f.joined[:0], f.buf[f.from:f.to]...)
	}
	f.joined = append(append(f.joined, '\n'), value...)
}

func (f *Framer) dispatch() []byte {
	data := f.joined
	if f.lines == 1 {
		data = f.buf[f.from:f.to]
	}
	f.lines = 0
	if cap(f.joined) > 4*minRead {
		f.joined = nil
	}
	return data
}
