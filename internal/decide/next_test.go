// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// The stories show what Next does; the tests here cover the corner cases.

func TestOther(t *testing.T) {
	for e, want := range map[decide.Engine]decide.Engine{decide.VLLM: decide.Legacy, decide.Legacy: decide.VLLM, decide.None: decide.None} {
		if got := e.Other(); got != want {
			t.Errorf("%q.Other() = %q, want %q", e, got, want)
		}
	}
}

func TestObservationOf(t *testing.T) {
	s := decide.Observation{VLLM: health.EngineObservation{Reason: "v"}, Legacy: health.EngineObservation{Reason: "l"}}
	for e, want := range map[decide.Engine]reason.Reason{decide.VLLM: "v", decide.Legacy: "l", decide.None: ""} {
		if got := s.Of(e).Reason; got != want {
			t.Errorf("Of(%q).Reason = %q, want %q", e, got, want)
		}
	}
}

func TestPin(t *testing.T) {
	for _, tt := range []struct {
		name           string
		pin            *decide.Pin
		holds, expired bool
	}{
		{"no pin", nil, false, false},
		{"before its end", &decide.Pin{Engine: decide.Legacy, Until: begin.Add(1)}, true, false},
		{"at its end", &decide.Pin{Engine: decide.Legacy, Until: begin}, false, true},
		{"without an end", &decide.Pin{Engine: decide.Legacy}, false, true},
		{"to no engine", &decide.Pin{Until: begin.Add(1)}, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.pin.Holds(begin); got != tt.holds {
				t.Errorf("Holds = %t, want %t", got, tt.holds)
			}
			if got := tt.pin.Expired(begin); got != tt.expired {
				t.Errorf("Expired = %t, want %t", got, tt.expired)
			}
		})
	}
}

func TestZeroValues(t *testing.T) {
	want := decide.Decision{
		Reason:  reason.Waiting,
		Message: "No engine is selected yet: vllm is Unknown and legacy is Unknown.",
	}
	if diff := cmp.Diff(want, decide.Next(begin, decide.Policy{}, decide.Memory{}, decide.Observation{})); diff != "" {
		t.Errorf("Next of nothing (-want +got):\n%s", diff)
	}
}

// TestNoCooldownWithoutFlip holds for any clock, even one that begins at the zero time.
func TestNoCooldownWithoutFlip(t *testing.T) {
	healthy := health.EngineObservation{Health: health.Healthy}
	p := decide.Policy{Cooldown: time.Minute, MaxCooldown: time.Hour}
	d := decide.Next(time.Time{}, p, decide.Memory{Active: decide.Legacy}, decide.Observation{VLLM: healthy, Legacy: healthy})
	if !d.Flipped || d.Reason != reason.PreferredHealthy {
		t.Errorf("Next without a flip before = %+v, want a failback", d)
	}
}

// TestNextCooldown flips away from a dead engine at begin, after an earlier flip.
func TestNextCooldown(t *testing.T) {
	const most = time.Duration(math.MaxInt64)
	for _, tt := range []struct {
		name           string
		least, most    time.Duration
		cooldown, calm time.Duration
		never          bool // there was no earlier flip
		want           time.Duration
	}{
		{name: "first", least: 30, most: 600, never: true, want: 30},
		{name: "doubles inside the window", least: 30, most: 600, cooldown: 30, calm: 599, want: 60},
		{name: "up to the most", least: 30, most: 600, cooldown: 400, calm: 1, want: 600},
		{name: "halved by a window of calm", least: 30, most: 600, cooldown: 400, calm: 600, want: 200},
		{name: "once for each full window", least: 30, most: 600, cooldown: 400, calm: 1799, want: 100},
		{name: "down to the least", least: 30, most: 600, cooldown: 50, calm: 600, want: 30},
		{name: "and no further", least: 30, most: 600, cooldown: 600, calm: time.Hour, want: 30},
		{name: "the least has been raised", least: 100, most: 600, cooldown: 30, calm: 1, want: 200},
		{name: "the most has been lowered", least: 30, most: 60, cooldown: 600, calm: 1, want: 60},
		{name: "the most below the least counts as the least", least: 30, most: 10, cooldown: 30, calm: 1, want: 30},
		{name: "no cooldown", least: 0, most: 0, cooldown: 0, calm: 1, want: 0},
		{name: "below zero", least: -5, most: -5, cooldown: -5, calm: 1, want: 0},
		{name: "no overflow", least: 1, most: most, cooldown: most - 1, calm: 1, want: most},
		{name: "the flip before lies in the future", least: 30, most: 600, cooldown: 30, calm: -9999, want: 60},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := decide.Memory{Active: decide.VLLM, Since: begin, LastFlip: begin.Add(-tt.calm), Cooldown: tt.cooldown}
			if tt.never {
				m.LastFlip = time.Time{}
			}
			d := decide.Next(begin, decide.Policy{Cooldown: tt.least, MaxCooldown: tt.most}, m, decide.Observation{
				VLLM: health.EngineObservation{Health: health.Unhealthy}, Legacy: health.EngineObservation{Health: health.Healthy},
			})
			want := decide.Memory{Active: decide.Legacy, Since: begin, LastFlip: begin, Cooldown: tt.want}
			if diff := cmp.Diff(want, d.Memory); diff != "" {
				t.Errorf("Memory (-want +got):\n%s", diff)
			}
		})
	}
}
