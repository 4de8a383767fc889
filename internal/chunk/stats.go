// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package chunk

import "time"

// Stats are the numbers of one answer.
type Stats struct {
	// Chunks is how many chunks were closed.
	Chunks int
	// Tokens is how many tokens were in them, as passed to Add.
	Tokens int
	// Forced is how many of the chunks were closed by the hold, and not by their size.
	Forced int
	// Over is how many chunks there are beyond the range's Max. Where Max is 2 or more and Flush is called at the end alone,
	// it is at most Forced.
	Over int
	// LongestHold is the longest time from when a text came to the close of its chunk. It is longer than the hold only if the caller was late.
	LongestHold time.Duration
}

func (s *Stats) count(tokens int64, held time.Duration, forced bool) {
	s.Chunks++
	s.Tokens += int(tokens)
	if forced {
		s.Forced++
	}
	s.LongestHold = max(s.LongestHold, held)
}
