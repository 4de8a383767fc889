// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import (
	"fmt"
	"strings"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// paused comes before pins: in Paused, nothing changes at all.
func paused(in input) (Decision, bool) {
	return in.keep(reason.Paused, "The mode is Paused: nothing changes."), in.policy.Mode == Paused
}

// pinned does not depend on health: the user decides, and the message says when the engine is down.
func pinned(in input) (Decision, bool) {
	pin := in.policy.Pin
	if !pin.Holds(in.now) {
		return Decision{}, false
	}
	d := in.moveTo(pin.Engine, reason.Pinned, pinMessage(*pin, in.observed))
	d.Recheck = pin.Until.Sub(in.now)
	return d, true
}

// pinMessage also says when the pinned engine is Unhealthy, because a pin holds it all the same.
func pinMessage(p Pin, o Observation) string {
	message := fmt.Sprintf("Pinned to %s until %s", p.Engine, moment(p.Until))
	if p.Reason != "" {
		message += ": " + strings.TrimRight(p.Reason, ".")
	}
	if o.Of(p.Engine).Health == health.Unhealthy {
		message += ", although " + o.describe(p.Engine)
	}
	return message + "."
}

// selectFirst prefers vllm. Where vllm is Unhealthy it does not wait for legacy to be proven: an engine of unknown health is
// better than none.
func selectFirst(in input) (Decision, bool) {
	evidence := in.observed.describeBoth(VLLM)
	switch {
	case in.memory.Active != None:
		return Decision{}, false
	case in.observed.VLLM.Health == health.Healthy:
		return in.moveTo(VLLM, reason.Selected, in.observed.describe(VLLM)+"."), true
	case in.observed.VLLM.Health == health.Unhealthy && in.observed.Legacy.Health != health.Unhealthy:
		return in.moveTo(Legacy, reason.Selected, evidence), true
	}
	return in.keep(reason.Waiting, "No engine is selected yet: "+evidence), true
}

// flipToHealthy ignores the cooldown: users without an engine are worse off than users who are moved twice.
func flipToHealthy(in input) (Decision, bool) {
	active := in.memory.Active
	if in.observed.Of(active).Health != health.Unhealthy || in.observed.Of(active.Other()).Health != health.Healthy {
		return Decision{}, false
	}
	return in.moveTo(active.Other(), reason.ActiveUnhealthy, in.observed.describeBoth(active)), true
}

// holdWithoutHealthy also holds where the other engine is Unknown: traffic never flips to an engine that is not proven.
func holdWithoutHealthy(in input) (Decision, bool) {
	active := in.memory.Active
	if in.observed.Of(active).Health != health.Unhealthy {
		return Decision{}, false
	}
	return in.keep(reason.NoHealthyEngine, in.observed.describeBoth(active)), true
}

// stay applies where no rule does. On legacy, the message also says what keeps the traffic from vllm.
func stay(in input) Decision {
	if in.memory.Active == Legacy {
		return in.keep(reason.Stay, in.observed.describeBoth(Legacy))
	}
	return in.keep(reason.Stay, in.observed.describe(in.memory.Active)+".")
}
