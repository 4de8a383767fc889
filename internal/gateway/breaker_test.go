// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// bench is a breaker with a clock that is stepped.
type bench struct {
	*breaker
	now    time.Time
	states []string
}

func newBench(b Breaker) *bench {
	s := &bench{now: time.Unix(1_800_000_000, 0)}
	s.breaker = newBreaker(b.withDefaults(), func(state string) { s.states = append(s.states, state) })
	return s
}

// fails reports a failure of a request that took so long.
func (s *bench) fails(request uint64, took time.Duration) {
	began := s.now
	s.now = s.now.Add(took)
	s.blame(incident{request: request, began: began, took: took}, s.now)
}

func TestThreeRequestsOpenABreaker(t *testing.T) {
	s := newBench(Breaker{})
	for request := range uint64(3) {
		if s.isOpen() {
			t.Errorf("it opened after %d", request)
		}
		s.fails(request, time.Millisecond)
	}
	if !s.isOpen() || s.allow(s.now) {
		t.Error("it is closed")
	}
}

func TestOneRequestDoesNot(t *testing.T) {
	s := newBench(Breaker{})
	for range 1000 {
		s.fails(7, time.Millisecond)
	}
	s.fails(8, time.Millisecond)
	if s.isOpen() {
		t.Error("two requests opened it")
	}
}

// An engine that answers others is not hung, however many requests it does not answer in time.
func TestSlowRequestsDoNotWhileOthersAreServed(t *testing.T) {
	s := newBench(Breaker{})
	for request := range uint64(100) {
		s.alive(s.now.Add(9 * time.Second))
		s.fails(request, 10*time.Second)
	}
	if s.isOpen() || len(s.states) > 0 {
		t.Errorf("states %v", s.states)
	}
	for request := range uint64(3) {
		s.now = s.now.Add(overlap)
		s.fails(request, 10*time.Second)
	}
	if !s.isOpen() {
		t.Error("it stays closed although nothing is generated any more")
	}
}

// An engine that fails quickly costs little to try: it is used again within a second after it is well.
func TestTrialsComeSoonAfterQuickFailures(t *testing.T) {
	for took, pause := range map[time.Duration]time.Duration{
		time.Millisecond: 500 * time.Millisecond, time.Second: 2 * time.Second, 10 * time.Second: 5 * time.Second,
	} {
		s := newBench(Breaker{})
		for request := range uint64(3) {
			s.fails(request, took)
		}
		if s.allow(s.now.Add(pause - time.Millisecond)) {
			t.Errorf("%v: it is tried before %v", took, pause)
		}
		s.now = s.now.Add(pause)
		if !s.allow(s.now) || s.allow(s.now) {
			t.Errorf("%v: not one request is let through after %v", took, pause)
		}
		s.release()
		if !s.allow(s.now) {
			t.Errorf("%v: a trial without an outcome is the last", took)
		}
		s.fails(9, took)
		if !s.isOpen() {
			t.Errorf("%v: a trial that fails does not open it", took)
		}
		s.now = s.now.Add(pause)
		s.allow(s.now)
		s.alive(s.now)
		if want := []string{stateOpen, stateHalfOpen, stateOpen, stateHalfOpen, stateClosed}; !slices.Equal(s.states, want) || !s.allow(s.now) {
			t.Errorf("%v: states %v", took, s.states)
		}
	}
}

// Whatever happens, at most one request at a time goes to an engine whose breaker is not closed, and a breaker opens only after as many
// failures of different requests as it takes, with no success between them.
func TestBreakerProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newBench(Breaker{})
		row := map[uint64]bool{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			wasOpen := s.state != stateClosed
			request := rapid.Uint64Range(0, 4).Draw(t, "request")
			switch rapid.SampledFrom([]string{"fail", "fail", "serve", "wait", "ask"}).Draw(t, "step") {
			case "fail":
				row[request] = true
				s.fails(request, time.Millisecond)
				if !wasOpen && s.isOpen() && len(row) < s.settings.Failures {
					t.Fatalf("it opened after %v", row)
				}
			case "serve":
				s.alive(s.now)
				clear(row)
				if s.isOpen() {
					t.Fatal("it is open although the engine serves")
				}
			case "wait":
				s.now = s.now.Add(time.Duration(rapid.IntRange(0, 6000).Draw(t, "milliseconds")) * time.Millisecond)
			case "ask":
				if s.allow(s.now) && s.state != stateClosed && s.allow(s.now) {
					t.Fatal("two trials at once")
				}
			}
		}
	})
}
