// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

const ms = time.Millisecond

// arrival is a piece of a body and when it arrives, since the request. Each is a read of its own.
type arrival struct {
	at    time.Duration
	bytes string
}

// player plays arrivals on the clock of its bubble, which moves by waiting alone: the times that come out are exact.
type player struct {
	arrivals []arrival
	start    time.Time
}

func (p *player) Read(b []byte) (int, error) {
	if len(p.arrivals) == 0 {
		return 0, io.EOF
	}
	next := &p.arrivals[0]
	<-time.After(time.Until(p.start.Add(next.at)))
	n := copy(b, next.bytes)
	if next.bytes = next.bytes[n:]; next.bytes == "" {
		p.arrivals = p.arrivals[1:]
	}
	return n, nil
}

// goldenCase is a stream as it arrives, and what it comes to.
type goldenCase struct {
	name     string
	arrivals []arrival
	want     measure.Numbers
	reason   reason.Reason // of the fault; "" is none
}

func runGolden(t *testing.T, p protocol.Protocol, cases []goldenCase) {
	t.Helper()
	for _, tt := range cases {
		if tt.reason == "" {
			tt.reason = "none"
		}
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				got := listener(t, p).record(t.Context(), &player{arrivals: tt.arrivals, start: start}, start)
				mustBe(t, got.Fault, tt.reason)
				if diff := cmp.Diff(tt.want, measure.Of(got.Events)); diff != "" {
					t.Errorf("numbers (-want +got):\n%s", diff)
				}
			})
		})
	}
}
