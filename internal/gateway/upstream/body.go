// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"bytes"
	"errors"
	"io"
)

// framing is how a body says where it ends.
type framing int

const (
	chunked  framing = iota
	sized            // by its length
	toTheEnd         // by the end of the connection
)

// place is the part of a chunked body (RFC 9112, section 7.1) that the next byte belongs to.
type place int

const (
	inSize place = iota
	inExtension
	inData
	afterData
	inTrailer
)

// maxTrailer bounds what may follow the last chunk, and extensions, in bytes.
const maxTrailer = 8 << 10

var errChunks = errors.New("the chunked encoding of the answer is malformed")

// body removes the framing from a body. It takes the bytes as they come, however they are cut.
type body struct {
	kind framing
	done bool
	// left is how many bytes of the body, or of the chunk, are still to come.
	left int64

	place  place
	digits int
	line   int
	extra  int
}

// decode moves what belongs to the body to the front of p. used is how much of p was decoded: all of it, unless the body ends before.
func (b *body) decode(p []byte) (n, used int, err error) {
	switch b.kind {
	case toTheEnd:
		return len(p), len(p), nil
	case sized:
		n = int(min(int64(len(p)), b.left))
		b.left -= int64(n)
		b.done = b.left == 0
		return n, n, nil
	}
	for used < len(p) && !b.done && err == nil {
		if b.place == inData {
			part := int(min(int64(len(p)-used), b.left))
			copy(p[n:], p[used:used+part])
			n, used = n+part, used+part
			if b.left -= int64(part); b.left == 0 {
				b.place = afterData
			}
			continue
		}
		err = b.between(p[used])
		used++
	}
	return n, used, err
}

// between decodes a byte that is not part of the content.
func (b *body) between(c byte) error {
	if b.extra++; b.extra > maxTrailer {
		return errChunks
	}
	switch b.place {
	case inSize:
		return b.size(c)
	case inExtension:
		if c == '\n' {
			return b.sized()
		}
	case afterData:
		return b.after(c)
	case inTrailer:
		b.trailer(c)
	case inData:
	}
	return nil
}

func (b *body) size(c byte) error {
	digit := bytes.IndexByte([]byte("0123456789abcdef0123456789ABCDEF"), c) % 16
	switch {
	case digit >= 0 && b.digits < 15:
		b.left, b.digits = b.left<<4|int64(digit), b.digits+1
		return nil
	case digit >= 0 || b.digits == 0:
		return errChunks
	case c == '\n':
		return b.sized()
	}
	b.place = inExtension
	return nil
}

// sized ends the line with a chunk's size.
func (b *body) sized() error {
	b.place, b.digits = inData, 0
	if b.left == 0 {
		b.place = inTrailer
	}
	return nil
}

func (b *body) after(c byte) error {
	switch c {
	case '\r':
	case '\n':
		b.place, b.extra = inSize, 0
	default:
		return errChunks
	}
	return nil
}

// trailer skips lines up to a blank one.
func (b *body) trailer(c byte) {
	switch {
	case c == '\n' && b.line == 0:
		b.done = true
	case c == '\n':
		b.line = 0
	case c != '\r':
		b.line++
	}
}

// cutOff tells what the end of the connection means.
func (b *body) cutOff() error {
	if b.kind == toTheEnd {
		b.done = true
		return io.EOF
	}
	return io.ErrUnexpectedEOF
}
