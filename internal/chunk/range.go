// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package chunk

import "math"

// Range is how many chunks an answer should come in; both ends are inclusive. If Min is more than Max, an answer keeps Max.
type Range struct {
	// Min is the least number of chunks; an answer of fewer tokens comes in a chunk for each token. Less than 1 counts as 1.
	Min int
	// Max is the greatest number of chunks. Less than 1: no bound, and every token is a chunk of its own.
	Max int
}

// unbounded is a number of chunks that no answer reaches.
const unbounded = math.MaxInt64

func (r Range) least() int64 { return max(int64(r.Min), 1) }

func (r Range) most() int64 {
	if r.Max < 1 {
		return unbounded
	}
	return int64(r.Max)
}
