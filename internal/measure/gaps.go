// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"slices"
	"time"
)

// Gaps sums up the times between successive chunks. All are 0 where there are fewer than two chunks.
type Gaps struct {
	// P50 and P95 are percentiles with linear interpolation, as numpy.percentile gives them, cut to whole nanoseconds.
	P50, P95 time.Duration
	// Max is the longest gap.
	Max time.Duration
}

func gapsBetween(arrivals []time.Duration) Gaps {
	if len(arrivals) < 2 {
		return Gaps{}
	}
	gaps := make([]time.Duration, len(arrivals)-1)
	for i := range gaps {
		gaps[i] = arrivals[i+1] - arrivals[i]
	}
	slices.Sort(gaps)
	return Gaps{P50: percentile(gaps, 50), P95: percentile(gaps, 95), Max: gaps[len(gaps)-1]}
}

// percentile interpolates between the two neighbours of position percent/100 × (n−1), in integers: a float would lose
// nanoseconds, and could put p95 above the longest gap.
func percentile(sorted []time.Duration, percent int) time.Duration {
	position := percent * (len(sorted) - 1)
	below, hundredths := position/100, time.Duration(position%100)
	if hundredths == 0 {
		return sorted[below]
	}
	step := sorted[below+1] - sorted[below]
	return sorted[below] + step/100*hundredths + step%100*hundredths/100
}
