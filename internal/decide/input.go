// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import (
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
)

// input is all that a rule depends on.
type input struct {
	now      time.Time
	policy   Policy
	memory   Memory
	observed Observation
}

// keep leaves everything as it is.
func (in input) keep(why reason.Reason, message string) Decision {
	return Decision{Active: in.memory.Active, Reason: why, Message: message, Memory: in.memory}
}

// moveTo makes an engine the active one: by the first selection, by a flip, or because it already is.
func (in input) moveTo(e Engine, why reason.Reason, message string) Decision {
	d := Decision{Active: e, Reason: why, Message: message, Memory: in.memory}
	switch in.memory.Active {
	case e:
		return in.withShare(0, d)
	case None:
		d.Selected, d.Memory.Active, d.Memory.Since = true, e, in.now
	default:
		d.Flipped, d.Memory = true, Memory{Active: e, Since: in.now, LastFlip: in.now, Cooldown: in.memory.nextCooldown(in.now, in.policy)}
	}
	return d
}

// withShare gives vllm a share as part of a decision.
func (in input) withShare(share int, d Decision) Decision {
	if share == in.memory.Share {
		return d
	}
	d.Stepped, d.Memory.Share, d.Memory.ShareSince = true, share, time.Time{}
	if share > 0 {
		d.Memory.ShareSince = in.now
	}
	return d
}

// moment prints a time as statuses do.
func moment(t time.Time) string { return t.UTC().Format(time.RFC3339) }
