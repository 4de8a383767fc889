// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package timing

import (
	"testing"
	"time"
)

// Deadline is how long a test waits for what should happen soon. It is there for what hangs, so it is long: a busy
// machine must not reach it.
const Deadline = 3 * time.Minute

// interval is the time between two looks at a condition. A look often is a request to an API server, which has other tests to serve.
const interval = 50 * time.Millisecond

// Until polls until a condition holds. After Deadline it ends the test, and says what the condition last saw.
func Until(t testing.TB, what string, holds func() (ok bool, saw string)) {
	t.Helper()
	ticks := time.NewTicker(interval)
	defer ticks.Stop()
	for end := time.Now().Add(Deadline); ; <-ticks.C {
		ok, saw := holds()
		if ok {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("waited %v for %s; last seen: %s", Deadline, what, saw)
		}
	}
}
