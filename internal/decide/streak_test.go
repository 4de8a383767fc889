// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/codegen-dev/codegen-operator/internal/decide"
)

var (
	pass         = decide.Outcome{Verdict: decide.Pass, Reason: decide.Serving}
	refused      = decide.Outcome{Verdict: decide.Fail, Reason: "ConnectionRefused", Message: "connection refused"}
	timedOut     = decide.Outcome{Verdict: decide.Fail, Reason: "Timeout"}
	inconclusive = decide.Outcome{Verdict: decide.Inconclusive, Reason: "Saturated"}
	thresholds   = decide.Thresholds{Failure: 2, Success: 3}
)

func learn(outcomes ...decide.Outcome) (s decide.Streak) {
	for _, o := range outcomes {
		s = s.Learn(o, thresholds)
	}
	return s
}

func TestLearn(t *testing.T) {
	for _, tt := range []struct {
		name      string
		outcomes  []decide.Outcome
		want      decide.Streak
		unsettled bool
	}{
		{"nothing", nil, decide.Streak{}, true},
		{"inconclusive at first", []decide.Outcome{inconclusive}, decide.Streak{}, true},
		{"no verdict at all", []decide.Outcome{{}}, decide.Streak{}, true},
		{"one pass of three", []decide.Outcome{pass},
			decide.Streak{Verdict: decide.Pass, Count: 1, Health: decide.Unknown, Reason: "Serving"}, true},
		{"three passes", []decide.Outcome{pass, pass, pass},
			decide.Streak{Verdict: decide.Pass, Count: 3, Health: decide.Healthy, Reason: "Serving"}, false},
		{"one failure of two", []decide.Outcome{timedOut},
			decide.Streak{Verdict: decide.Fail, Count: 1, Health: decide.Unknown, Reason: "Timeout", Failure: timedOut}, true},
		{"two failures, the latest tells why", []decide.Outcome{timedOut, refused},
			decide.Streak{Verdict: decide.Fail, Count: 2, Health: decide.Unhealthy, Reason: "ConnectionRefused", Message: "connection refused", Failure: refused}, false},
		{"healthy with a failure", []decide.Outcome{pass, pass, pass, refused},
			decide.Streak{Verdict: decide.Fail, Count: 1, Health: decide.Healthy, Reason: "ConnectionRefused", Message: "connection refused", Failure: refused}, true},
		{"unhealthy with two passes of three", []decide.Outcome{refused, refused, pass, pass},
			decide.Streak{Verdict: decide.Pass, Count: 2, Health: decide.Unhealthy, Reason: "Serving", Failure: refused}, false},
		{"inconclusive neither breaks nor extends", []decide.Outcome{refused, inconclusive, inconclusive, refused},
			decide.Streak{Verdict: decide.Fail, Count: 2, Health: decide.Unhealthy, Reason: "ConnectionRefused", Message: "connection refused", Failure: refused}, false},
		{"a pass between breaks", []decide.Outcome{refused, pass, refused},
			decide.Streak{Verdict: decide.Fail, Count: 1, Health: decide.Unknown, Reason: "ConnectionRefused", Message: "connection refused", Failure: refused}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := learn(tt.outcomes...)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Learn (-want +got):\n%s", diff)
			}
			if got.Unsettled() != tt.unsettled {
				t.Errorf("Unsettled() = %t, want %t", got.Unsettled(), tt.unsettled)
			}
		})
	}
}

func TestThresholdsBelowOneCountAsOne(t *testing.T) {
	for _, threshold := range []int{-1, 0, 1} {
		t1 := decide.Thresholds{Failure: threshold, Success: threshold}
		if got := (decide.Streak{}).Learn(pass, t1).Health; got != decide.Healthy {
			t.Errorf("threshold %d: one pass is %s", threshold, got)
		}
		if got := (decide.Streak{}).Learn(refused, t1).Health; got != decide.Unhealthy {
			t.Errorf("threshold %d: one failure is %s", threshold, got)
		}
	}
}

func TestCombine(t *testing.T) {
	var (
		unchecked = decide.Streak{}
		passing   = learn(pass)
		failing   = learn(timedOut)
		healthy   = learn(pass, pass, pass)
		shaken    = learn(pass, pass, pass, timedOut)
		dead      = learn(refused, refused)
		hung      = learn(timedOut, timedOut)
		returning = learn(refused, refused, pass)
	)
	for _, tt := range []struct {
		name    string
		streaks []decide.Streak
		want    decide.EngineObservation
	}{
		{"no checks", nil, decide.EngineObservation{Health: decide.Unknown, Reason: "Unknown", Message: "not checked yet"}},
		{"all healthy", []decide.Streak{healthy, shaken}, decide.EngineObservation{Health: decide.Healthy, Reason: "Serving", Message: "healthy by every kind of check"}},
		{"one not checked", []decide.Streak{healthy, unchecked, failing}, decide.EngineObservation{Health: decide.Unknown, Reason: "Unknown", Message: "not checked yet"}},
		{"one passing", []decide.Streak{healthy, passing}, decide.EngineObservation{Health: decide.Unknown, Reason: "Unknown", Message: "not passed often enough yet"}},
		{"one failing", []decide.Streak{failing, unchecked}, decide.EngineObservation{Health: decide.Unknown, Reason: "Timeout"}},
		{"unhealthy before unknown", []decide.Streak{unchecked, dead}, decide.EngineObservation{Health: decide.Unhealthy, Reason: "ConnectionRefused", Message: "connection refused"}},
		{"the first unhealthy tells why", []decide.Streak{healthy, hung, dead}, decide.EngineObservation{Health: decide.Unhealthy, Reason: "Timeout"}},
		{"returning is explained by what failed", []decide.Streak{returning}, decide.EngineObservation{Health: decide.Unhealthy, Reason: "ConnectionRefused", Message: "connection refused"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, decide.Combine(tt.streaks...)); diff != "" {
				t.Errorf("Combine (-want +got):\n%s", diff)
			}
		})
	}
}
