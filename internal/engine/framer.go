// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"errors"
	"io"
)

// maxEvent bounds one event, in bytes.
const maxEvent = 256 << 10

// errLongEvent says that an event went over its bound.
var errLongEvent = errors.New("an event that is longer than is read of one")

// framer stands in front of the event parser and gives it whole events only. The parser handles lines and fields as it
// should, but it scans an unfinished event from its first byte with each read, so that an event in many small pieces costs
// quadratic time, and it counts comments and blank lines against the size of the next event, so that an engine which keeps
// its connection awake with either would run into the bound on a good stream. The framer drops both, looks at each byte
// once, and turns CR and CRLF into LF on the way.
//
// It does not read on while it still has a whole event, so that whoever takes an event from the parser can ask the source
// when that event came. An unfinished event at the end is dropped, as the standard wants it.
type framer struct {
	source io.Reader
	// held holds what was read and not taken yet: whole events up to whole, and the beginning of another.
	held         []byte
	taken, whole int
	line         lineState
	failed       error
	chunk        [2 << 10]byte
}

// lineState is where in a line the framer is.
type lineState struct {
	// length counts the bytes of the line so far; comment: it is one and gets dropped.
	length  int
	comment bool
	// afterCR: the byte before was a CR, so that an LF belongs to it.
	afterCR bool
	// inEvent: the event has a line already, so that a blank one ends it.
	inEvent bool
}

func (f *framer) Read(p []byte) (int, error) {
	for f.taken == f.whole {
		if f.failed != nil {
			return 0, f.failed
		}
		f.fill()
	}
	n := copy(p, f.held[f.taken:f.whole])
	f.taken += n
	return n, nil
}

// fill reads once.
func (f *framer) fill() {
	f.held = f.held[:copy(f.held, f.held[f.whole:])]
	f.taken, f.whole = 0, 0
	n, err := f.source.Read(f.chunk[:])
	for _, b := range f.chunk[:n] {
		f.put(b)
	}
	f.failed = err
	if len(f.held)-f.whole > maxEvent {
		f.failed = errLongEvent
	}
}

func (f *framer) put(b byte) {
	l := &f.line
	second := b == '\n' && l.afterCR
	l.afterCR = b == '\r'
	switch {
	case second:
	case b == '\n' || b == '\r':
		f.endLine()
	default:
		l.comment = l.comment || l.length == 0 && b == ':'
		l.length++
		if !l.comment {
			f.held = append(f.held, b)
		}
	}
}

// endLine keeps the line unless it is a comment, or blank with no event to end.
func (f *framer) endLine() {
	l := &f.line
	blank := l.length == 0
	if !l.comment && (!blank || l.inEvent) {
		f.held = append(f.held, '\n')
		l.inEvent = !blank
	}
	if blank {
		f.whole = len(f.held)
	}
	l.length, l.comment = 0, false
}
