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
	// StepTime is how long each share is held before the next.
	StepTime time.Duration
}

// whole is the share with which vllm becomes the active engine.
const whole = 100

// after is the share that follows another; whole where none does.
func (f Failback) after(share int) int {
	for _, step := range f.Steps {
		if step > share && step < whole {
			return step
		}
	}
	return whole
}

// failBack waits for the dwell, so that a flapping vllm does not take its users along, and then goes step by step where steps
// are declared.
func failBack(s situation) (Decision, bool) {
	if s.memory.Active != Legacy || s.seen.VLLM.Health != Healthy {
		return Decision{}, false
	}
	remaining := s.memory.remainingDwell(s.now, s.policy)
	switch {
	case s.memory.Share > 0:
		return s.goOn(), true
	case remaining == 0:
		return s.begin(), true
	}
	d := s.keep(ReasonDwelling, fmt.Sprintf("vllm is Healthy again; legacy dwells until %s.", moment(s.now.Add(remaining))))
	d.Recheck = remaining
	return d, true
}

// begin gives vllm its first share, or all where there are no steps. A share is not begun in doubt.
func (s situation) begin() Decision {
	if first := s.policy.Failback.after(0); first == whole {
		return s.comeBack()
	} else if s.seen.VLLM.good() {
		return s.step(first)
	}
	return s.keep(ReasonDwelling, fmt.Sprintf("vllm is Healthy again; its first share waits for a canary to pass: %s.", s.seen.VLLM.doubt()))
}

// goOn gives vllm its next share once this one was held long enough.
func (s situation) goOn() Decision {
	next := s.policy.Failback.after(s.memory.Share)
	switch remaining := s.remainingStep(); {
	case remaining > 0:
		d := s.keep(ReasonFailingBack, s.shareMessage(s.memory.Share, next, s.now.Add(remaining)))
		d.Recheck = remaining
		return d
	case next == whole:
		return s.comeBack()
	}
	return s.step(next)
}

// remainingStep is how long the share has still to be held: not at all where no steps are declared any more. A step that was stamped
// by a clock that has been set back since is treated as the dwell is.
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

// step gives vllm a share, while legacy stays the active engine.
func (s situation) step(share int) Decision {
	until := s.now.Add(s.policy.Failback.StepTime)
	d := s.keep(ReasonFailingBack, s.shareMessage(share, s.policy.Failback.after(share), until))
	d.Recheck = s.policy.Failback.StepTime
	return s.shareTo(share, d)
}

func (s situation) shareMessage(share, next int, until time.Time) string {
	return fmt.Sprintf("vllm is Healthy again and has %d %% of the traffic; %d %% at %s if its health and canaries stay good.",
		share, next, moment(until))
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

// abortFailback takes vllm its share at the first doubt, and has the dwell begin anew.
func abortFailback(s situation) (Decision, bool) {
	if s.memory.Active != Legacy || s.memory.Share == 0 || s.seen.VLLM.good() {
		return Decision{}, false
	}
	d := s.shareTo(0, s.keep(ReasonFailbackAborted, fmt.Sprintf(
		"The failback to vllm is given up at %d %%, and legacy has all of the traffic: %s.", s.memory.Share, s.seen.VLLM.doubt())))
	d.Memory.Dwell, d.Memory.LastAbort = s.memory.nextDwell(s.now, s.policy), s.now
	return d, true
}

// doubt says why an engine is not good.
func (s EngineSighting) doubt() string {
	if s.Health == Healthy {
		return s.Doubt
	}
	return Sighting{VLLM: s}.phrase(VLLM)
}
