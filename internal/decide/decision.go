// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import "time"

// Reason is why a decision is as it is. Each is one rule, or one way in which a rule holds.
type Reason string

// The reasons, in the order of the rules.
const (
	// ReasonPaused: the mode is Paused, so nothing changes.
	ReasonPaused Reason = "Paused"
	// ReasonPinned: a pin holds, and names the engine.
	ReasonPinned Reason = "Pinned"
	// ReasonSelected: nothing was placed, and an engine now is.
	ReasonSelected Reason = "Selected"
	// ReasonWaiting: nothing is placed, and there is no engine to place yet.
	ReasonWaiting Reason = "Waiting"
	// ReasonActiveUnhealthy: the active engine is Unhealthy and the other Healthy, so the traffic flips at once.
	ReasonActiveUnhealthy Reason = "ActiveUnhealthy"
	// ReasonNoHealthyEngine: the active engine is Unhealthy and the other not Healthy, so the traffic stays where it is.
	ReasonNoHealthyEngine Reason = "NoHealthyEngine"
	// ReasonPreferredHealthy: vllm is Healthy again and the cooldown over, so the traffic flips back to it.
	ReasonPreferredHealthy Reason = "PreferredHealthy"
	// ReasonCoolingDown: vllm is Healthy again, but the cooldown is not over.
	ReasonCoolingDown Reason = "CoolingDown"
	// ReasonFailingBack: vllm is Healthy again, and has a share of the traffic that grows step by step.
	ReasonFailingBack Reason = "FailingBack"
	// ReasonFailbackAborted: vllm had a share, and is no longer good; legacy has all of the traffic again.
	ReasonFailbackAborted Reason = "FailbackAborted"
	// ReasonStay: nothing asks for a change.
	ReasonStay Reason = "Stay"
)

// Decision is who should carry the traffic, and why.
type Decision struct {
	// Active is who should carry the traffic now; None while nothing is placed.
	Active Engine
	// Flipped: Active differs from the remembered one, which was not None.
	Flipped bool
	// Selected: this is the first placement.
	Selected bool
	// Stepped: the share of vllm differs from the remembered one, while Active is the same.
	Stepped bool
	// WouldBe is, in Observe, who would be active in Auto; None where that is the same.
	WouldBe Engine
	// Reason is the rule that held. In Observe it is that of WouldBe.
	Reason Reason
	// Message is the evidence in one plain sentence. It changes only when the decision or the sighting does.
	Message string
	// Memory is what to remember once the decision is carried out. In Observe and Paused it is unchanged.
	Memory Memory
	// Recheck is in how long time alone may change this decision, because a cooldown is over or a pin runs out; 0: never.
	Recheck time.Duration
}

// observed turns what would be done into a report.
func (d Decision) observed(m Memory) Decision {
	if d.Active != m.Active {
		d.WouldBe = d.Active
	}
	d.Active, d.Flipped, d.Selected, d.Stepped, d.Memory = m.Active, false, false, false, m
	return d
}
