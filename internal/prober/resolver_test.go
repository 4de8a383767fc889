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
	if got := s.observed().Addresses; !slices.Equal(got, addresses(texts...)) {
		s.t.Errorf("it is at %v, want %v", got, texts)
	}
}

// Once a name resolves to another address, probes go there, and the reconciler is woken.
func TestAMovedEngineIsFollowed(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		other := newFake(t)
		s.network.serve(other, "other", "192.0.2.2")
		s.ensure(configFor("vllm"))
		s.untilHealthy()
		s.mustBeAt("192.0.2.1")
		pass(time.Minute)
		s.counted()
		lookups := s.network.lookups()
		pass(10 * time.Minute)
		if _, wakes := s.counted(); wakes != 0 {
			t.Errorf("it woke %d times", wakes)
		}
		between(t, "look-ups", s.network.lookups()-lookups, 20, 23)
		s.network.setAddresses("vllm", "192.0.2.1", "192.0.2.2", "192.0.2.1")
		pass(lookupPeriod)
		s.mustBeAt("192.0.2.1", "192.0.2.2")
		s.network.setAddresses("vllm", "192.0.2.2")
		moved := time.Now()
		for len(s.observed().Addresses) == 2 {
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
			t.Error("the engine is probed at its old address")
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
		s.network.serve(other, "other", "192.0.2.2")
		f.set(func(b *behavior) { b.rate = 1000 })
		config := configFor("vllm")
		long := withFlip(newCanary("long"))
		long.Cadence = Cadence{Period: 10 * time.Minute, Timeout: 10 * time.Minute}
		config.Canaries = []Canary{long}
		s.ensure(config)
		s.until(10*time.Minute, is(health.Healthy))
		f.set(func(b *behavior) { b.first = time.Hour })
		pass(10*time.Minute + time.Second)
		runs := s.runsOf(0)
		s.network.setAddresses("vllm", "192.0.2.2")
		pass(lookupPeriod)
		s.mustStay(health.Healthy)
		if s.runsOf(0) != runs+1 || s.observed().Canaries[0].Runs[0].Outcome.Verdict != health.Pass {
			t.Errorf("after %d runs, they are %+v", runs, s.observed().Canaries[0].Runs)
		}
	})
}

func TestAFailingLookUpKeepsWhatIsKnown(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, _ := only(t)
		s.ensure(configFor("vllm"))
		s.untilHealthy()
		s.counted()
		s.network.setAddresses("vllm")
		pass(10 * time.Minute)
		s.mustBeAt("192.0.2.1")
		s.mustStay(health.Healthy) // over the open connection
		if _, wakes := s.counted(); wakes != 0 {
			t.Errorf("it woke %d times", wakes)
		}
	})
}

// A name that does not resolve is looked up again soon, because without addresses nothing can be routed.
func TestANameThatComesLate(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, _ := only(t)
		s.network.setAddresses("vllm")
		s.ensure(configFor("vllm"))
		s.untilUnhealthy("NameNotResolved")
		pass(time.Minute)
		s.network.setAddresses("vllm", "192.0.2.1")
		if took := s.until(time.Minute, func(s EngineObservation) bool { return s.Addresses != nil }); took > lookupRetry {
			t.Errorf("it took %v", took)
		}
		s.untilHealthy()
	})
}
