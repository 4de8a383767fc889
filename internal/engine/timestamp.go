// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"errors"
	"io"
	"time"
)

// errTooLarge says that a body went over its bound.
var errTooLarge = errors.New("more than is read of an answer")

// timestampReader is the reader at the bottom of a stream. It remembers when its last read returned, on the monotonic clock, and
// ends with errTooLarge once there is more than its bound.
type timestampReader struct {
	source io.Reader
	start  time.Time
	// at is when the last read returned, since start.
	at time.Duration
	// left is how many bytes may still come.
	left int
}

func (s *timestampReader) Read(p []byte) (int, error) {
	n, err := s.source.Read(p)
	s.at = time.Since(s.start)
	if n > s.left {
		n, err = s.left, errTooLarge
	}
	s.left -= n
	return n, err
}
