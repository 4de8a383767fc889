// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

func addresses(texts ...string) []netip.Addr {
	var all []netip.Addr
	for _, text := range texts {
		all = append(all, netip.MustParseAddr(text))
	}
	return all
}

func (s *scene) mustBeAt(texts ...string) {
	s.t.Helper()
	if got := s.seen().Addresses; !slices.Equal(got, addresses(texts...)) {
		s.t.Errorf("it is at %v, want %v", got, texts)
	}
}

// Once a name leads somewhere else, so do the probes, and whoever routes there is woken.
func TestAMovedEngineIsFollowed(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		other := newFake(t)
		s.town.place(other, "other", "192.0.2.2")
		s.ensure(at("vllm"))
		s.untilHealthy()
		s.mustBeAt("192.0.2.1")
		pass(time.Minute)
		s.counted()
		lookups := s.town.lookups()
		pass(10 * time.Minute)
		if _, wakes := s.counted(); wakes != 0 {
			t.Errorf("it woke %d times", wakes)
		}
		between(t, "look-ups", s.town.lookups()-lookups, 20, 23)
		s.town.rename("vllm", "192.0.2.1", "192.0.2.2", "192.0.2.1")
		pass(lookUpEvery)
		s.mustBeAt("192.0.2.1", "192.0.2.2")
		s.town.rename("vllm", "192.0.2.2")
		moved := time.Now()
		for len(s.seen().Addresses) == 2 {
			<-s.woken
		}
		found := time.Now()
		pass(time.Millisecond)
		s.mustBeAt("192.0.2.2")
		if probes := other.requests("/health", moved); len(probes) != 1 || !probes[0].at.Equal(found) {
			t.Errorf("it was found at %v, and probed there %v", found, probes)
		}
		if _, wakes := s.counted(); wakes != 2 {
			t.Errorf("it woke %d times", wakes)
		}
		settled := time.Now()
		pass(time.Minute)
		if len(f.requests("", settled)) != 0 || len(other.requests("/health", moved)) < 30 {
			t.Error("the engine is probed where it is not any more")
		}
		s.mustStay(health.Healthy)
		s.manager.Forget(backendKey)
		pass(0)
		if n := f.connections() + other.connections(); n != 0 {
			t.Errorf("%d connections are left", n)
		}
	})
}

// A canary that a move cut off leaves no trace, and runs again at once.
func TestAMoveCutsOffWhatIsUnderWay(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		other := newFake(t)
		s.town.place(other, "other", "192.0.2.2")
		f.be(func(m *mood) { m.rate = 1000 })
		plan := at("vllm")
		long := flipping(jay("long"))
		long.Cadence = Cadence{Period: 10 * time.Minute, Timeout: 10 * time.Minute}
		plan.Canaries = []Canary{long}
		s.ensure(plan)
		s.until(10*time.Minute, is(health.Healthy))
		f.be(func(m *mood) { m.first = time.Hour })
		pass(10*time.Minute + time.Second)
		runs := s.runsOf(0)
		s.town.rename("vllm", "192.0.2.2")
		pass(lookUpEvery)
		s.mustStay(health.Healthy)
		if s.runsOf(0) != runs+1 || s.seen().Canaries[0].Runs[0].Outcome.Verdict != health.Pass {
			t.Errorf("after %d runs, they are %+v", runs, s.seen().Canaries[0].Runs)
		}
	})
}

func TestAFailingLookUpKeepsWhatIsKnown(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, _ := only(t)
		s.ensure(at("vllm"))
		s.untilHealthy()
		s.counted()
		s.town.rename("vllm")
		pass(10 * time.Minute)
		s.mustBeAt("192.0.2.1")
		s.mustStay(health.Healthy) // by the connection that there is
		if _, wakes := s.counted(); wakes != 0 {
			t.Errorf("it woke %d times", wakes)
		}
	})
}

// A name that does not resolve is looked up again soon, for as long as nothing is known nothing can be routed.
func TestANameThatComesLate(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, _ := only(t)
		s.town.rename("vllm")
		s.ensure(at("vllm"))
		s.untilUnhealthy("NameNotResolved")
		pass(time.Minute)
		s.town.rename("vllm", "192.0.2.1")
		if took := s.until(time.Minute, func(s EngineObservation) bool { return s.Addresses != nil }); took > lookUpAgain {
			t.Errorf("it took %v", took)
		}
		s.untilHealthy()
	})
}
