// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import (
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
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
	Reason reason.Reason
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
