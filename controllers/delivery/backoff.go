// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"math/rand/v2"
	"time"
)

// The first retry follows after up to a quarter of a second, and each further one after twice that time, up to half a
// minute. A webhook may ask for more time with Retry-After, up to five minutes.
const (
	minBackoff    = 250 * time.Millisecond
	maxBackoff    = 30 * time.Second
	maxRetryAfter = 5 * time.Minute
)

// backoff returns how long to wait after a number of failed attempts. Half of it is random, so that backends whose
// webhook was down do not retry in step.
func backoff(failed int, retryAfter time.Duration) time.Duration {
	full := min(minBackoff<<min(failed-1, 16), maxBackoff)
	return max(full/2+rand.N(full/2+1), min(retryAfter, maxRetryAfter)) //nolint:gosec // nobody gains by guessing it
}
