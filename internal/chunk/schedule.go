// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package chunk

import (
	"iter"
	"math"
)

// AssumedTokens is the assumed bound of an answer whose bound is unknown, while it has less than half of that.
const AssumedTokens = 4096

// Endless is the size of a chunk that closes with the end of the stream only.
const Endless = math.MaxInt

// mostTokens is more than any answer has, and little enough to be computed with as a size: more counts as this many.
const mostTokens = 1 << 28

// A size is a fraction of a token in 64 bits, of which these are behind the point.
const (
	places = 32
	one    = int64(1) << places
)

// Schedule says how many tokens the open chunk has. It is a value: closing the chunk gives the schedule of what comes after it. The zero
// Schedule belongs to a range that is used up: its chunk has no end. [NewSchedule] makes others.
type Schedule struct {
	bound   int64 // tokens that the answer has at most; 0: unknown
	tokens  int64 // in closed chunks
	singles int64 // chunks of one token that are still to come
	left    int64 // chunks of the range that are still to come, with the open one; below 1 they are used up
	size    int64 // of the open chunk, as a fraction
	reach   int64 // the size that time allows, as a fraction; 0: any
}

// NewSchedule is the schedule of an answer that has at most this many tokens. Less than 1: unknown. More than 1<<28, about a quarter of a
// billion, counts as that many.
func NewSchedule(chunks Range, tokens int) Schedule {
	most := chunks.most()
	return Schedule{bound: counted(tokens), singles: min(chunks.least(), most-1), left: most, size: one}
}

// Size is after how many tokens the open chunk closes: at least 1, and Endless for the last chunk of the range, which stays open to the end
// of the stream.
func (s Schedule) Size() int {
	if s.left <= 1 {
		return Endless
	}
	return int(s.size >> places)
}

// Close is the schedule after the open chunk was closed with this many tokens in it, whether that is Size or not. Less than 0 counts as 0,
// and more than 1<<28 as that many.
func (s Schedule) Close(tokens int) Schedule {
	s.tokens = min(s.tokens+counted(tokens), mostTokens)
	s.singles = max(s.singles-1, 0)
	s.left--
	if s.singles == 0 && s.left > 1 {
		s.size += s.step()
	}
	return s
}

// rest is how many tokens are still to come at most, by what is known.
func (s Schedule) rest() int64 {
	bound := s.bound
	if bound == 0 {
		bound = max(AssumedTokens, 2*s.tokens)
	}
	return max(bound-s.tokens, 0)
}

// over is how many chunks were closed beyond the range.
func (s Schedule) over() int { return int(max(-s.left, 0)) }

// Closes are the tokens, counted from 1, after which a chunk closes if all comes as planned, in order. What comes after the last of them is
// one chunk, which the end of the stream closes. Without a Max they never end.
func (s Schedule) Closes() iter.Seq[int] {
	return func(yield func(int) bool) {
		at := int(s.tokens)
		for next := s; next.left > 1; next = next.Close(next.Size()) {
			at += next.Size()
			if !yield(at) {
				return
			}
		}
	}
}

// counted is a number of tokens, within what can be computed with.
func counted(tokens int) int64 { return min(max(int64(tokens), 0), mostTokens) }
