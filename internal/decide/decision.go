// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import "time"

// Reason is why a decision is as it is: the rule that applied, or one case of it.
type Reason string

// The reasons, in the order of the rules.
const (
	// ReasonPaused: the mode is Paused, so nothing changes.
	ReasonPaused Reason = "Paused"
	// ReasonPinned: a pin holds the engine.
	ReasonPinned Reason = "Pinned"
	// ReasonSelected: no engine was selected, and one now is.
	ReasonSelected Reason = "Selected"
	// ReasonWaiting: no engine is selected, and none can be yet.
	ReasonWaiting Reason = "Waiting"
	// ReasonActiveUnhealthy: the active engine is Unhealthy and the other Healthy, so traffic flips at once.
	ReasonActiveUnhealthy Reason = "ActiveUnhealthy"
	// ReasonNoHealthyEngine: the active engine is Unhealthy and the other not Healthy, so traffic stays where it is.
	ReasonNoHealthyEngine Reason = "NoHealthyEngine"
	// ReasonPreferredHealthy: vllm is Healthy again and the cooldown is over, so traffic flips back to it.
	ReasonPreferredHealthy Reason = "PreferredHealthy"
	// ReasonCoolingDown: vllm is Healthy again, but the cooldown is not over.
	ReasonCoolingDown Reason = "CoolingDown"
	// ReasonFailingBack: vllm is Healthy again, and has a share of the traffic that grows step by step.
	ReasonFailingBack Reason = "FailingBack"
	// ReasonFailbackAborted: vllm had a share and then failed; legacy has all traffic again.
	ReasonFailbackAborted Reason = "FailbackAborted"
	// ReasonStay: nothing calls for a change.
	ReasonStay Reason = "Stay"
)

// Decision is which engine should get the traffic, and why.
type Decision struct {
	// Active is the engine that should get the traffic now; None while no engine is selected.
	Active Engine
	// Flipped: Active differs from the remembered one, which was not None.
	Flipped bool
	// Selected: this is the first selection.
	Selected bool
	// Stepped: the share of vllm differs from the remembered one, while Active is the same.
	Stepped bool
	// WouldBe is, in Observe, the engine that would be active in Auto; None where that is the same.
	WouldBe Engine
	// Reason is the rule that applied. In Observe it is that of WouldBe.
	Reason Reason
	// Message is the evidence in one plain sentence. It changes only when the decision or the observation does.
	Message string
	// Memory is what to remember once the decision has been acted on. In Observe and Paused it is unchanged.
	Memory Memory
	// Recheck is in how long time alone may change this decision, because a cooldown is over or a pin runs out; 0: never.
	Recheck time.Duration
}

// reportOnly says what would be done, and changes nothing.
func (d Decision) reportOnly(m Memory) Decision {
	if d.Active != m.Active {
		d.WouldBe = d.Active
	}
	d.Active, d.Flipped, d.Selected, d.Stepped, d.Memory = m.Active, false, false, false, m
	return d
}
