// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"math/rand/v2"
	"time"
)

// Attempts come after a quarter of a second, and twice as long each time, up to half a minute. A webhook that asks to be left alone is, up to
// five minutes.
const (
	firstPause = 250 * time.Millisecond
	mostPause  = 30 * time.Second
	mostAfter  = 5 * time.Minute
)

// pause is how long to wait after a number of attempts that failed. Half of it is left to chance, so that backends whose webhook was down do not
// all come back in step.
func pause(failed int, asked time.Duration) time.Duration {
	whole := firstPause << min(failed-1, 16)
	whole = min(whole, mostPause)
	return max(whole/2+rand.N(whole/2+1), min(asked, mostAfter)) //nolint:gosec // nobody gains by guessing it
}
