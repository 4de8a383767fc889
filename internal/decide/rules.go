// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import "time"

// paused comes before pins: whoever pauses wants no change at all.
func paused(s situation) (Decision, bool) {
	return s.keep(ReasonPaused, "The mode is Paused: nothing changes."), s.policy.Mode == Paused
}

// pinned does not ask for health: the user knows better, and the message tells where the engine is down.
func pinned(s situation) (Decision, bool) {
	pin := s.policy.Pin
	if !pin.Holds(s.now) {
		return Decision{}, false
	}
	d := s.moveTo(pin.Engine, ReasonPinned, s.seen.pinMessage(*pin))
	d.Recheck = pin.Until.Sub(s.now)
	return d, true
}

// placeFirst prefers vllm, and does not wait for legacy to be proven where vllm is known to be down: an engine of unknown
// health is better than none.
func placeFirst(s situation) (Decision, bool) {
	evidence := s.seen.both(VLLM)
	switch {
	case s.memory.Active != None:
		return Decision{}, false
	case s.seen.VLLM.Health == Healthy:
		return s.moveTo(VLLM, ReasonSelected, s.seen.phrase(VLLM)+"."), true
	case s.seen.VLLM.Health == Unhealthy && s.seen.Legacy.Health != Unhealthy:
		return s.moveTo(Legacy, ReasonSelected, evidence), true
	}
	return s.keep(ReasonWaiting, "No engine is placed yet: "+evidence), true
}

// failFast ignores the cooldown: users without an engine are worse off than users who are moved twice.
func failFast(s situation) (Decision, bool) {
	active := s.memory.Active
	if s.seen.Of(active).Health != Unhealthy || s.seen.Of(active.Other()).Health != Healthy {
		return Decision{}, false
	}
	return s.moveTo(active.Other(), ReasonActiveUnhealthy, s.seen.both(active)), true
}

// holdWithoutHealthy covers the other engine being Unknown too: a flip never goes to an engine that is not proven.
func holdWithoutHealthy(s situation) (Decision, bool) {
	active := s.memory.Active
	if s.seen.Of(active).Health != Unhealthy {
		return Decision{}, false
	}
	return s.keep(ReasonNoHealthyEngine, s.seen.both(active)), true
}

// stay is what holds where no rule does. On legacy, the message also tells what keeps the traffic from vllm.
func stay(s situation) Decision {
	if s.memory.Active == Legacy {
		return s.keep(ReasonStay, s.seen.both(Legacy))
	}
	return s.keep(ReasonStay, s.seen.phrase(s.memory.Active)+".")
}

// moment prints a time as statuses do.
func moment(t time.Time) string { return t.UTC().Format(time.RFC3339) }
