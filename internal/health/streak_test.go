// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package health_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

var (
	pass         = health.Outcome{Verdict: health.Pass, Reason: reason.Serving}
	refused      = health.Outcome{Verdict: health.Fail, Reason: "ConnectionRefused", Message: "connection refused"}
	timedOut     = health.Outcome{Verdict: health.Fail, Reason: "Timeout"}
	inconclusive = health.Outcome{Verdict: health.Inconclusive, Reason: "Saturated"}
	thresholds   = health.Thresholds{Failure: 2, Success: 3}
)

func record(outcomes ...health.Outcome) (s health.Streak) {
	for _, o := range outcomes {
		s = s.Record(o, thresholds)
	}
	return s
}

// refusedStreak is a streak of refused connections.
func refusedStreak(count int, h health.Health) health.Streak {
	return health.Streak{
		Verdict: health.Fail, Count: count, Health: h, Reason: refused.Reason, Message: refused.Message, Failure: refused,
	}
}

func TestRecord(t *testing.T) {
	for _, tt := range []struct {
		name        string
		outcomes    []health.Outcome
		want        health.Streak
		unconfirmed bool
	}{
		{"nothing", nil, health.Streak{}, true},
		{"inconclusive at first", []health.Outcome{inconclusive}, health.Streak{}, true},
		{"no verdict at all", []health.Outcome{{}}, health.Streak{}, true},
		{"one pass of three", []health.Outcome{pass},
			health.Streak{Verdict: health.Pass, Count: 1, Health: health.Unknown, Reason: "Serving"}, true},
		{"three passes", []health.Outcome{pass, pass, pass},
			health.Streak{Verdict: health.Pass, Count: 3, Health: health.Healthy, Reason: "Serving"}, false},
		{"one failure of two", []health.Outcome{timedOut},
			health.Streak{Verdict: health.Fail, Count: 1, Health: health.Unknown, Reason: "Timeout", Failure: timedOut}, true},
		{"two failures, the latest explains it", []health.Outcome{timedOut, refused},
			refusedStreak(2, health.Unhealthy), false},
		{"healthy with a failure", []health.Outcome{pass, pass, pass, refused},
			refusedStreak(1, health.Healthy), true},
		{"unhealthy with two passes of three", []health.Outcome{refused, refused, pass, pass},
			health.Streak{Verdict: health.Pass, Count: 2, Health: health.Unhealthy, Reason: "Serving", Failure: refused}, false},
		{"inconclusive neither breaks nor extends", []health.Outcome{refused, inconclusive, inconclusive, refused},
			refusedStreak(2, health.Unhealthy), false},
		{"a pass between breaks", []health.Outcome{refused, pass, refused},
			refusedStreak(1, health.Unknown), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := record(tt.outcomes...)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Record (-want +got):\n%s", diff)
			}
			if got.Unconfirmed() != tt.unconfirmed {
				t.Errorf("Unconfirmed() = %t, want %t", got.Unconfirmed(), tt.unconfirmed)
			}
		})
	}
}

func TestThresholdsBelowOneCountAsOne(t *testing.T) {
	for _, threshold := range []int{-1, 0, 1} {
		t1 := health.Thresholds{Failure: threshold, Success: threshold}
		if got := (health.Streak{}).Record(pass, t1).Health; got != health.Healthy {
			t.Errorf("threshold %d: one pass is %s", threshold, got)
		}
		if got := (health.Streak{}).Record(refused, t1).Health; got != health.Unhealthy {
			t.Errorf("threshold %d: one failure is %s", threshold, got)
		}
	}
}

func TestCombine(t *testing.T) {
	var (
		unchecked = health.Streak{}
		passing   = record(pass)
		failing   = record(timedOut)
		healthy   = record(pass, pass, pass)
		shaken    = record(pass, pass, pass, timedOut)
		dead      = record(refused, refused)
		hung      = record(timedOut, timedOut)
		returning = record(refused, refused, pass)
	)
	for _, tt := range []struct {
		name    string
		streaks []health.Streak
		want    health.EngineObservation
	}{
		{"no checks", nil, health.EngineObservation{Health: health.Unknown, Reason: "Unknown", Message: "not checked yet"}},
		{"all healthy", []health.Streak{healthy, shaken}, health.EngineObservation{Health: health.Healthy, Reason: "Serving", Message: "healthy by every kind of check"}},
		{"one not checked", []health.Streak{healthy, unchecked, failing}, health.EngineObservation{Health: health.Unknown, Reason: "Unknown", Message: "not checked yet"}},
		{"one passing", []health.Streak{healthy, passing}, health.EngineObservation{Health: health.Unknown, Reason: "Unknown", Message: "not passed often enough yet"}},
		{"one failing", []health.Streak{failing, unchecked}, health.EngineObservation{Health: health.Unknown, Reason: "Timeout"}},
		{"unhealthy before unknown", []health.Streak{unchecked, dead}, health.EngineObservation{Health: health.Unhealthy, Reason: "ConnectionRefused", Message: "connection refused"}},
		{"the first unhealthy explains it", []health.Streak{healthy, hung, dead}, health.EngineObservation{Health: health.Unhealthy, Reason: "Timeout"}},
		{"returning is explained by what failed", []health.Streak{returning}, health.EngineObservation{Health: health.Unhealthy, Reason: "ConnectionRefused", Message: "connection refused"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, health.Combine(tt.streaks...)); diff != "" {
				t.Errorf("Combine (-want +got):\n%s", diff)
			}
		})
	}
}
