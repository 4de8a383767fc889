// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import (
	"fmt"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// failBack waits for the cooldown, so that users do not follow a flapping vllm back and forth, and then moves traffic step by
// step where steps are declared. vllm keeps its share while it is Unknown, as after a restart: missing evidence is no reason
// to move traffic.
func failBack(in input) (Decision, bool) {
	proven, underWay := in.observed.VLLM.Health == health.Healthy, in.memory.Share > 0
	switch {
	case in.memory.Active != Legacy || !proven && !underWay:
		return Decision{}, false
	case !proven:
		return in.keep(reason.FailingBack, fmt.Sprintf("vllm keeps its %d %% of the traffic until its health is known: %s.",
			in.memory.Share, in.observed.describe(VLLM))), true
	case underWay:
		return in.continueFailback(), true
	}
	return in.waitForCooldown(), true
}

// waitForCooldown starts the failback once the cooldown is over.
func (in input) waitForCooldown() Decision {
	remaining := in.memory.remainingCooldown(in.now, in.policy)
	if remaining == 0 {
		return in.startFailback()
	}
	d := in.keep(reason.CoolingDown, fmt.Sprintf(
		"vllm is Healthy again; legacy stays active until the cooldown ends at %s.", moment(in.now.Add(remaining))))
	d.Recheck = remaining
	return d
}

// startFailback gives vllm its first share, or all traffic where there are no steps. A failing canary delays the first share.
func (in input) startFailback() Decision {
	if first := in.policy.Failback.shareAfter(0); first == fullShare {
		return in.flipBack()
	} else if mayGainShare(in.observed.VLLM) {
		return in.step(first)
	}
	return in.keep(reason.CoolingDown, fmt.Sprintf(
		"vllm is Healthy again; its first share waits for a canary to pass: %s.", in.evidenceAgainstVLLM()))
}

// continueFailback gives vllm its next share once the current one has been held long enough.
func (in input) continueFailback() Decision {
	next := in.policy.Failback.shareAfter(in.memory.Share)
	switch remaining := in.remainingStep(); {
	case remaining > 0:
		d := in.keep(reason.FailingBack, shareMessage("has", in.memory.Share, next, "at "+moment(in.now.Add(remaining))))
		d.Recheck = remaining
		return d
	case next == fullShare:
		return in.flipBack()
	}
	return in.step(next)
}

// remainingStep is how long the current share still has to be held; 0 where the policy no longer declares steps. A start in the
// future comes from a clock that was set back, and is treated as that of a cooldown is.
func (in input) remainingStep() time.Duration {
	f := in.policy.Failback
	since := in.now.Sub(in.memory.ShareSince)
	if len(f.Steps) == 0 || since < -f.StepTime {
		return 0
	}
	return max(f.StepTime-max(since, 0), 0)
}

func (in input) flipBack() Decision {
	return in.moveTo(VLLM, reason.PreferredHealthy, "vllm is preferred, and is Healthy again.")
}

// step gives vllm a share, while legacy stays the active engine. The message names no moment: where nobody acts on the step, as
// in Observe, the moment would differ each time.
func (in input) step(share int) Decision {
	hold := in.policy.Failback.StepTime
	d := in.keep(reason.FailingBack, shareMessage("gets", share, in.policy.Failback.shareAfter(share), fmt.Sprintf("after %v", hold)))
	d.Recheck = hold
	return in.withShare(share, d)
}

func shareMessage(verb string, share, next int, when string) string {
	return fmt.Sprintf("vllm is Healthy again and %s %d %% of the traffic; %d %% %s if its health and canaries stay good.",
		verb, share, next, when)
}

// abortFailback takes the share from vllm at the first failure, and restarts the cooldown.
func abortFailback(in input) (Decision, bool) {
	if in.memory.Active != Legacy || in.memory.Share == 0 || !mustLoseShare(in.observed.VLLM) {
		return Decision{}, false
	}
	d := in.withShare(0, in.keep(reason.FailbackAborted, fmt.Sprintf(
		"The failback to vllm stops at %d %%, and legacy gets all traffic again: %s.", in.memory.Share, in.evidenceAgainstVLLM())))
	d.Memory.Cooldown, d.Memory.LastAbort = in.memory.nextCooldown(in.now, in.policy), in.now
	if in.observed.VLLM.Health == health.Healthy {
		d.Recheck = d.Memory.Cooldown
	}
	return d, true
}

// An engine of unknown health neither gains nor loses a share.
func mayGainShare(o health.EngineObservation) bool {
	return o.Health == health.Healthy && o.FailingCanary == ""
}

func mustLoseShare(o health.EngineObservation) bool {
	return o.Health == health.Unhealthy || o.FailingCanary != ""
}

// evidenceAgainstVLLM says why vllm must not get more traffic.
func (in input) evidenceAgainstVLLM() string {
	if failing := in.observed.VLLM.FailingCanary; failing != "" {
		return failing
	}
	return in.observed.describe(VLLM)
}
