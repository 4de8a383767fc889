// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"net/http"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// allCauses are all causes of failures.
func allCauses() []cause {
	all := make([]cause, 0, len(rules))
	for c := range rules {
		if cause(c) != noCause {
			all = append(all, cause(c))
		}
	}
	return all
}

func TestEveryFailureHasARule(t *testing.T) {
	t.Parallel()
	for _, c := range allCauses() {
		rule := rules[c]
		if rule.reason == "" || rule.status == 0 && !c.isComplaint() && c != engineBusy {
			t.Errorf("cause %d: %+v", c, rule)
		}
		if c.isComplaint() && rule.blame != neverBlamed || rule.again && !rule.other || rule.crash && rule.blame == alwaysBlamed {
			t.Errorf("cause %d: %+v contradicts itself", c, rule)
		}
	}
}

func TestCausesOfStatuses(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]cause{
		200: notReadable, 307: notReadable, 400: requestRefused, 401: keyRefused, 403: keyRefused, 404: requestRefused, 405: requestRefused,
		407: keyRefused, 408: serverError, 413: contextTooLong, 415: requestRefused, 422: requestRefused, 429: engineBusy, 499: requestRefused,
		500: serverError, 502: serverError, 503: serverError, 504: serverError, 508: looped, 529: serverError, 599: serverError,
	} {
		if got := causeOf(status, false, false); got != want {
			t.Errorf("%d: %d, want %d", status, got, want)
		}
	}
	if causeOf(503, true, false) != engineBusy || causeOf(400, false, true) != contextTooLong || causeOf(500, false, true) != serverError {
		t.Error("what comes with the status does not count")
	}
	for status := http.StatusBadRequest; status < http.StatusInternalServerError; status++ {
		if c := causeOf(status, false, false); c.isComplaint() && rules[c].blame != neverBlamed {
			t.Errorf("%d counts against the engine", status)
		}
	}
}

// trialOf plays a request over which engines fail one after the other, and tells which of them are blamed: for each engine as many requests
// as its breaker needs.
func trialOf(failures []cause, served bool) (blamed []bool) {
	benches := make([]*bench, len(failures)+1)
	for i := range benches {
		benches[i] = newBench(Breaker{})
	}
	for request := range uint64(3) {
		b := blames{request: request}
		for i, c := range failures {
			at := benches[i]
			b.failed(at.breaker, c, at.now, at.now.Add(time.Millisecond))
		}
		if served {
			last := benches[len(failures)]
			b.served(last.breaker, last.now)
		}
		b.settle(benches[0].now)
	}
	for _, s := range benches[:len(failures)] {
		blamed = append(blamed, s.isOpen())
	}
	return blamed
}

// What both engines fail over opens no breaker, and neither does a failure that is about the request. What one engine fails over and the
// other one serves is the fault of the first.
func TestWhoIsBlamed(t *testing.T) {
	t.Parallel()
	for _, first := range allCauses() {
		one := trialOf([]cause{first}, false)[0]
		if one != (rules[first].blame != neverBlamed) {
			t.Errorf("cause %d alone: blamed %t", first, one)
		}
		if got := trialOf([]cause{first}, true)[0]; got != one {
			t.Errorf("cause %d, served by the other: blamed %t", first, got)
		}
		for _, second := range allCauses() {
			got := trialOf([]cause{first, second}, false)
			if first.isAboutRequest() && second.isAboutRequest() && (got[0] || got[1]) {
				t.Errorf("causes %d and %d: blamed %v", first, second, got)
			}
			if rules[first].blame == alwaysBlamed && !got[0] {
				t.Errorf("causes %d and %d: the first is not blamed", first, second)
			}
			if rules[first].blame == neverBlamed && got[0] {
				t.Errorf("causes %d and %d: the first is blamed", first, second)
			}
		}
	}
}

// An engine that died in the middle of an answer takes the blame off the one that was asked to go on and died as well.
func TestWhatBreaksTwoEnginesIsTheRequest(t *testing.T) {
	t.Parallel()
	first, second := newBench(Breaker{}), newBench(Breaker{})
	for request := range uint64(10) {
		b := blames{request: request}
		b.served(first.breaker, first.now)
		b.suspects(first.breaker, brokeOff)
		b.failed(second.breaker, cutShort, second.now, second.now.Add(time.Millisecond))
		b.settle(second.now)
	}
	if first.isOpen() || second.isOpen() {
		t.Error("a request that breaks both engines opens a breaker")
	}
}

// What is expected of a prompt is what was seen of prompts like it, never more than the bound, and nothing where nothing was seen.
func TestPrefillIsMeasured(t *testing.T) {
	t.Parallel()
	var p prefill
	p.measured(1000, time.Hour)
	if p.expect(100_000) != 0 || p.expect(1000) != 0 {
		t.Error("a short request says something about long ones")
	}
	p.measured(100_000, 12*time.Second)
	for size, want := range map[int]time.Duration{
		100_000: 12 * time.Second, 200_000: 24 * time.Second, 400_000: 48 * time.Second, 30_000: 0, 1 << 30: 0,
	} {
		if got := p.expect(size); got != want {
			t.Errorf("%d bytes: %v, want %v", size, got, want)
		}
	}
	for range 100 {
		p.measured(100_000, time.Second)
	}
	if got := p.expect(100_000); got > 2*time.Second {
		t.Errorf("after a hundred quick ones: %v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		var p prefill
		for range rapid.IntRange(0, 20).Draw(t, "requests") {
			p.measured(rapid.IntRange(0, 1<<40).Draw(t, "size"), time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "took")))
		}
		if got := p.expect(rapid.IntRange(0, 1<<40).Draw(t, "of")); got < 0 || got > maxPrefill {
			t.Fatalf("%v", got)
		}
	})
}
