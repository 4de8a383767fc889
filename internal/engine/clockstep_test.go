// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// A test must not set the machine's clock. But a start whose wall reading is an hour off, and whose monotonic reading is
// right, is all that a recording would see of a clock that is set right after its start. This shows that events get their
// times from the monotonic reading alone. It does not show that the kernel's monotonic clock takes no part in a step: that is
// the kernel's word.
func TestAClockStepChangesNoTime(t *testing.T) {
	t.Parallel()
	c := clientOf(t, Endpoint{Protocol: protocol.OpenAI, URL: "http://192.0.2.1:8000"})
	for _, step := range []time.Duration{time.Hour, -time.Hour} {
		start := stepped(t, time.Now(), step)
		got := c.record(t.Context(), strings.NewReader(openAIChat), start)
		mustBe(t, got.Fault, "none")
		for i, e := range got.Events {
			if e.At <= 0 || e.At > patience {
				t.Errorf("step %v: event %d came at %v", step, i, e.At)
			}
		}
		bare := c.record(t.Context(), strings.NewReader(openAIChat), start.Round(0)) // Round strips the monotonic reading
		if at := bare.Events[0].At; (at + step).Abs() > patience {
			t.Errorf("step %v: by the wall the first event came at %v: this test has no teeth", step, at)
		}
	}
}

// Whatever starts a recording carries a monotonic reading, and so does whatever is compared with it.
func TestNowIsMonotonic(t *testing.T) {
	t.Parallel()
	if now := time.Now(); now == now.Round(0) { //nolint:staticcheck // == compares the readings, which Equal does not
		t.Error("time.Now has no monotonic reading on this platform: a clock step would show in durations")
	}
}

// stepped moves the wall reading of a time, and leaves its monotonic one. Package time has no way to do that: it shifts the
// seconds, which stand above 30 bits of nanoseconds.
func stepped(t *testing.T, at time.Time, step time.Duration) time.Time {
	t.Helper()
	before := at
	*(*uint64)(unsafe.Pointer(&at)) += uint64(step/time.Second) << 30
	if at.Sub(before) != 0 || at.Round(0).Sub(before.Round(0)) != step {
		t.Fatalf("package time has another layout now: the step is %v and %v", at.Sub(before), at.Round(0).Sub(before.Round(0)))
	}
	return at
}
