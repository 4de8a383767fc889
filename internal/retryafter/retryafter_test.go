// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package retryafter

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"7": 7 * time.Second, "0": 0, "3600": time.Hour, "86400": time.Hour, "99999999999999999999": 0, "-5": 0, "": 0, "soon": 0, "1.5": 0,
		"Sun, 01 Mar 2026 12:01:00 GMT": time.Minute, "Sun, 01 Mar 2026 11:00:00 GMT": 0, "Mon, 02 Mar 2026 12:00:00 GMT": time.Hour,
	} {
		if got := Parse(value, now); got != want {
			t.Errorf("Retry-After: %s is %v, want %v", value, got, want)
		}
	}
}

func TestFormat(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]string{
		-time.Second: "1", 0: "1", time.Millisecond: "1", time.Second: "1", 1001 * time.Millisecond: "2", time.Hour: "3600", 48 * time.Hour: "3600",
	} {
		if got := Format(wait); got != want {
			t.Errorf("%v is %s, want %s", wait, got, want)
		}
	}
}
