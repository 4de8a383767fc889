// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sse

import (
	"bytes"
	"errors"
)

// MaxEvent bounds one event, in bytes, without its comments, unless a framer has another bound.
const MaxEvent = 256 << 10

// ErrLongEvent says that an event went over its bound.
var ErrLongEvent = errors.New("an event that is longer than is read of one")

const (
	// minRead is the least room that a read gets.
	minRead = 1 << 10
	// widest is what the buffer is widened to at most.
	widest = 32 << 10
	// maxKept is the largest copy of an event that is kept for the next one.
	maxKept = 4 << 10
)

// buffer holds what was read and cuts it into lines.
type buffer struct {
	buf []byte
	// line is where the open line begins, scanned up to where its end was searched for, end is the end of what was read.
	line, scanned, end int
	afterCR            bool
	begun              bool
	// comment: the open line is one, and its beginning was dropped.
	comment bool
}

// Advance tells that so many bytes were read into what Free gave.
func (b *buffer) Advance(n int) { b.end += n }

// Widen makes more room for a stream that fills it each time, so that it takes fewer reads.
func (b *buffer) Widen() {
	if len(b.buf) < widest {
		b.buf = append(b.buf, make([]byte, widest-len(b.buf))...)
	}
}

// free is the room behind what was read, made larger where it is too small.
func (b *buffer) free() []byte {
	if len(b.buf)-b.end < minRead {
		b.buf = append(b.buf[:b.end], make([]byte, max(len(b.buf), 4*minRead))...)
		b.buf = b.buf[:cap(b.buf)]
	}
	return b.buf[b.end:]
}

func (b *buffer) shift(keep int) {
	copy(b.buf, b.buf[keep:b.end])
	b.line, b.scanned, b.end = b.line-keep, b.scanned-keep, b.end-keep
}

// dropComment drops what there is of an open line that is a comment, so that a long one takes no room.
func (b *buffer) dropComment() {
	if b.scanned == b.end && b.line < b.end && (b.comment || b.buf[b.line] == ':') {
		b.comment = true
		b.scanned, b.end = b.line, b.line
	}
}

// nextLine is the next complete line, without its end; a comment whose beginning was dropped is a colon alone.
func (b *buffer) nextLine() ([]byte, bool) {
	if b.afterCR && b.line < b.end {
		b.afterCR = false
		if b.buf[b.line] == '\n' {
			b.line++
			b.scanned = max(b.scanned, b.line)
		}
	}
	at := lineEnd(b.buf[b.scanned:b.end])
	if at < 0 {
		b.scanned = b.end
		return nil, false
	}
	line := b.buf[b.line : b.scanned+at]
	b.afterCR = b.buf[b.scanned+at] == '\r'
	b.line = b.scanned + at + 1
	b.scanned = b.line
	if !b.begun {
		b.begun, line = true, bytes.TrimPrefix(line, byteOrderMark)
	}
	if b.comment {
		b.comment, line = false, colon
	}
	return line, true
}

var colon, byteOrderMark = []byte(":"), []byte("\uFEFF")

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
