// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import "time"

// situation is all that a rule may look at.
type situation struct {
	now    time.Time
	policy Policy
	memory Memory
	seen   Observation
}

// rule decides, or says that it does not hold.
type rule func(situation) (Decision, bool)

// rules in their order. Where none holds, the active engine stays.
var rules = []rule{
	paused,
	pinned,
	placeFirst,
	failFast,
	abortFailback,
	holdWithoutHealthy,
	failBack,
}

// Next decides who should carry the traffic: the first rule that holds wins.
func Next(now time.Time, p Policy, m Memory, s Observation) Decision {
	d := firstThatHolds(situation{now: now, policy: p, memory: m, seen: s})
	if p.Mode == Observe {
		return d.observed(m)
	}
	return d
}

func firstThatHolds(s situation) Decision {
	for _, decide := range rules {
		if d, holds := decide(s); holds {
			return d
		}
	}
	return stay(s)
}

// moveTo makes an engine the active one: by placement, by a flip, or because it is so already.
func (s situation) moveTo(e Engine, why Reason, message string) Decision {
	d := Decision{Active: e, Reason: why, Message: message, Memory: s.memory}
	switch s.memory.Active {
	case e:
		return s.shareTo(0, d)
	case None:
		d.Selected, d.Memory = true, s.memory.placed(e, s.now)
	default:
		d.Flipped, d.Memory = true, s.memory.flipped(e, s.now, s.policy)
	}
	return d
}

// keep leaves everything as it is.
func (s situation) keep(why Reason, message string) Decision {
	return Decision{Active: s.memory.Active, Reason: why, Message: message, Memory: s.memory}
}
