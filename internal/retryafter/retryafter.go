// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package retryafter reads and writes the header Retry-After.
package retryafter

import (
	"math"
	"net/http"
	"strconv"
	"time"
)

// Max bounds how long an engine may ask to be left alone, and how long a client is asked to wait.
const Max = time.Hour

// Parse reads the header: seconds or an HTTP date (RFC 9110, section 10.2.3). It is zero where the value is
// neither or past, and Max at the most.
func Parse(value string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), Max)
}

// Format is the value of the header: whole seconds, rounded up, from one to those of Max.
func Format(wait time.Duration) string {
	wait = min(max(wait, time.Second), Max)
	return strconv.Itoa(int(math.Ceil(wait.Seconds())))
}
