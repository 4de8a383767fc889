// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide_test

import (
	"fmt"

	"github.com/codegen-dev/codegen-operator/internal/decide"
)

// decide decides, carries the decision out, and narrates what has changed by it. Passes that change nothing are left out.
func (on *stage) decide(line string, always bool) {
	seen := on.look()
	d := decide.Next(on.clock, on.policy, on.memory, seen)
	said := on.transitions(seen)
	if text := describe(on.memory, d); text != describe(on.memory, on.said) || d.Flipped || d.Selected || d.Stepped {
		said = append(said, text)
	}
	if always || len(said) > 0 {
		fmt.Fprintf(&on.narration, "t=%v %s\n", on.elapsed, line)
	}
	for _, text := range said {
		fmt.Fprintf(&on.narration, "    %s\n", text)
	}
	on.seen, on.memory, on.due = seen, d.Memory, 0
	on.said = decide.Next(on.clock, on.policy, on.memory, seen) // What a move settles to is not told again.
	if d.Recheck > 0 {
		on.due = on.elapsed + d.Recheck
	}
}

func (on *stage) transitions(seen decide.Observation) []string {
	var said []string
	for _, e := range []decide.Engine{decide.VLLM, decide.Legacy} {
		if before, after := on.seen.Of(e), seen.Of(e); before.Health != after.Health {
			said = append(said, fmt.Sprintf("%s: %s → %s, %s", e, before.Health, after.Health, after.Reason))
		}
		said = append(said, wavering(e, on.seen.Of(e), seen.Of(e))...)
	}
	expired := on.policy.Pin.Expired(on.clock)
	if expired && !on.expired {
		said = append(said, "the pin has run out and is ignored")
	}
	on.expired = expired
	return said
}

// wavering tells of a doubt that came or went while the engine was not Unhealthy.
func wavering(e decide.Engine, before, after decide.EngineObservation) []string {
	switch {
	case before.Doubt == after.Doubt || after.Health == decide.Unhealthy:
		return nil
	case after.Doubt == "":
		return []string{fmt.Sprintf("%s: no doubt any more", e)}
	}
	return []string{fmt.Sprintf("%s: in doubt, %s", e, after.Doubt)}
}

func describe(m decide.Memory, d decide.Decision) string {
	what := fmt.Sprintf("%s is kept", d.Active)
	switch {
	case d.Flipped:
		what = fmt.Sprintf("FLIP %s → %s (cooldown %v)", m.Active, d.Active, d.Memory.Cooldown)
	case d.Selected:
		what = fmt.Sprintf("PLACE %s", d.Active)
	case d.Active == decide.None:
		what = "nothing is placed"
	case d.Stepped && d.Reason == decide.ReasonFailbackAborted:
		what = fmt.Sprintf("ABORT %s+vllm %d %% → %s (cooldown %v)", d.Active, m.Share, d.Active, d.Memory.Cooldown)
	case d.Stepped:
		what = fmt.Sprintf("STEP %s+vllm %d %% → %d %%", d.Active, m.Share, d.Memory.Share)
	}
	if d.WouldBe != decide.None {
		what += fmt.Sprintf(", %s would be active", d.WouldBe)
	}
	return fmt.Sprintf("%s. %s: %s", what, d.Reason, d.Message)
}
