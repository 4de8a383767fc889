// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package chunk

import "math"

// Range is how many chunks an answer shall come in; both ends are inclusive. Where an answer cannot keep both, because Min is
// more than Max, it keeps Max.
type Range struct {
	// Min is the least, for answers of as many tokens; shorter ones come in a chunk for each token. Less than 1 counts as 1.
	Min int
	// Max is the most. Less than 1: no bound, every token is a chunk of its own.
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
