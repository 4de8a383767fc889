// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import (
	"fmt"
	"time"
)

// Failback is how traffic comes back to vllm. The zero value: all at once.
type Failback struct {
	// Steps are the shares that vllm gets one after the other, in percent, rising. Those of 100 and more are the flip itself.
	Steps []int
	// StepTime is how long each share is held before the next. Steps that are held for no time are none.
	StepTime time.Duration
}

// whole is the share with which vllm becomes the active engine.
const whole = 100

// after is the share that follows another; whole where none does.
func (f Failback) after(share int) int {
	for _, step := range f.Steps {
		if step > share && step < whole && f.StepTime > 0 {
			return step
		}
	}
	return whole
}

// failBack waits for the cooldown, so that a flapping vllm does not take its users along, and then goes step by step where steps
// are declared. A share is kept while vllm is Unknown, as after a restart: not to know is no reason to move.
func failBack(s situation) (Decision, bool) {
	proven, underWay := s.seen.VLLM.Health == Healthy, s.memory.Share > 0
	switch {
	case s.memory.Active != Legacy || !proven && !underWay:
		return Decision{}, false
	case !proven:
		return s.keep(ReasonFailingBack, fmt.Sprintf("vllm keeps its %d %% of the traffic until it is known how it is: %s.",
			s.memory.Share, s.seen.phrase(VLLM))), true
	case underWay:
		return s.goOn(), true
	}
	return s.wait(), true
}

// wait begins once the cooldown is over.
func (s situation) wait() Decision {
	remaining := s.memory.remainingCooldown(s.now, s.policy)
	if remaining == 0 {
		return s.begin()
	}
	d := s.keep(ReasonCoolingDown, fmt.Sprintf("vllm is Healthy again; legacy cooldowns until %s.", moment(s.now.Add(remaining))))
	d.Recheck = remaining
	return d
}

// begin gives vllm its first share, or all where there are no steps. A share is not begun in doubt.
func (s situation) begin() Decision {
	if first := s.policy.Failback.after(0); first == whole {
		return s.comeBack()
	} else if s.seen.VLLM.good() {
		return s.step(first)
	}
	return s.keep(ReasonCoolingDown, fmt.Sprintf("vllm is Healthy again; its first share waits for a canary to pass: %s.", s.seen.VLLM.doubt()))
}

// goOn gives vllm its next share once this one was held long enough.
func (s situation) goOn() Decision {
	next := s.policy.Failback.after(s.memory.Share)
	switch remaining := s.remainingStep(); {
	case remaining > 0:
		d := s.keep(ReasonFailingBack, shareMessage("has", s.memory.Share, next, "at "+moment(s.now.Add(remaining))))
		d.Recheck = remaining
		return d
	case next == whole:
		return s.comeBack()
	}
	return s.step(next)
}

// remainingStep is how long the share has still to be held: not at all where no steps are declared any more. A step that was stamped
// by a clock that has been set back since is treated as the cooldown is.
func (s situation) remainingStep() time.Duration {
	f := s.policy.Failback
	since := s.now.Sub(s.memory.ShareSince)
	if len(f.Steps) == 0 || since < -f.StepTime {
		return 0
	}
	return max(f.StepTime-max(since, 0), 0)
}

func (s situation) comeBack() Decision {
	return s.moveTo(VLLM, ReasonPreferredHealthy, "vllm is preferred, and is Healthy again.")
}

// step gives vllm a share, while legacy stays the active engine. The message names no moment: where the step is not carried out, as in
// Observe, it would be another one each time.
func (s situation) step(share int) Decision {
	hold := s.policy.Failback.StepTime
	d := s.keep(ReasonFailingBack, shareMessage("gets", share, s.policy.Failback.after(share), fmt.Sprintf("after %v", hold)))
	d.Recheck = hold
	return s.shareTo(share, d)
}

func shareMessage(verb string, share, next int, when string) string {
	return fmt.Sprintf("vllm is Healthy again and %s %d %% of the traffic; %d %% %s if its health and canaries stay good.",
		verb, share, next, when)
}

// shareTo makes a decision one about a share as well.
func (s situation) shareTo(share int, d Decision) Decision {
	if share == s.memory.Share {
		return d
	}
	d.Stepped, d.Memory.Share, d.Memory.ShareSince = true, share, time.Time{}
	if share > 0 {
		d.Memory.ShareSince = s.now
	}
	return d
}

// abortFailback takes vllm its share at the first doubt, and has the cooldown begin anew.
func abortFailback(s situation) (Decision, bool) {
	if s.memory.Active != Legacy || s.memory.Share == 0 || !s.seen.VLLM.bad() {
		return Decision{}, false
	}
	d := s.shareTo(0, s.keep(ReasonFailbackAborted, fmt.Sprintf(
		"The failback to vllm is given up at %d %%, and legacy gets all of the traffic: %s.", s.memory.Share, s.seen.VLLM.doubt())))
	d.Memory.Cooldown, d.Memory.LastAbort = s.memory.nextCooldown(s.now, s.policy), s.now
	if s.seen.VLLM.Health == Healthy {
		d.Recheck = d.Memory.Cooldown
	}
	return d, true
}

// doubt says why an engine is not good.
func (s EngineObservation) doubt() string {
	if s.Doubt == "" {
		return Observation{VLLM: s}.phrase(VLLM)
	}
	return s.Doubt
}
