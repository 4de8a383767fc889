// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide_test

import (
	"fmt"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// decide decides, acts on the decision, and narrates what it changed. Passes that change nothing are left out.
func (on *stage) decide(line string, always bool) {
	observed := on.observe()
	d := decide.Next(on.clock, on.policy, on.memory, observed)
	said := on.transitions(observed)
	if text := describe(on.memory, d); text != describe(on.memory, on.last) || d.Flipped || d.Selected || d.Stepped {
		said = append(said, text)
	}
	if always || len(said) > 0 {
		fmt.Fprintf(&on.narration, "t=%v %s\n", on.elapsed, line)
	}
	for _, text := range said {
		fmt.Fprintf(&on.narration, "    %s\n", text)
	}
	on.observed, on.memory, on.due = observed, d.Memory, 0
	on.last = decide.Next(on.clock, on.policy, on.memory, observed) // The state after a move is not narrated again.
	if d.Recheck > 0 {
		on.due = on.elapsed + d.Recheck
	}
}

func (on *stage) transitions(observed decide.Observation) []string {
	var said []string
	for _, e := range []decide.Engine{decide.VLLM, decide.Legacy} {
		if before, after := on.observed.Of(e), observed.Of(e); before.Health != after.Health {
			said = append(said, fmt.Sprintf("%s: %s → %s, %s", e, before.Health, after.Health, after.Reason))
		}
		said = append(said, canaryChanges(e, on.observed.Of(e), observed.Of(e))...)
	}
	expired := on.policy.Pin.Expired(on.clock)
	if expired && !on.expired {
		said = append(said, "the pin has run out and is ignored")
	}
	on.expired = expired
	return said
}

// canaryChanges reports a canary that began to fail, or no longer fails, while the engine was not Unhealthy.
func canaryChanges(e decide.Engine, before, after health.EngineObservation) []string {
	switch {
	case before.FailingCanary == after.FailingCanary || after.Health == health.Unhealthy:
		return nil
	case after.FailingCanary == "":
		return []string{fmt.Sprintf("%s: no canary fails any more", e)}
	}
	return []string{fmt.Sprintf("%s: a canary fails, %s", e, after.FailingCanary)}
}

func describe(m decide.Memory, d decide.Decision) string {
	what := fmt.Sprintf("%s is kept", d.Active)
	switch {
	case d.Flipped:
		what = fmt.Sprintf("FLIP %s → %s (cooldown %v)", m.Active, d.Active, d.Memory.Cooldown)
	case d.Selected:
		what = fmt.Sprintf("SELECT %s", d.Active)
	case d.Active == decide.None:
		what = "no engine is selected"
	case d.Stepped && d.Reason == reason.FailbackAborted:
		what = fmt.Sprintf("ABORT %s+vllm %d %% → %s (cooldown %v)", d.Active, m.Share, d.Active, d.Memory.Cooldown)
	case d.Stepped:
		what = fmt.Sprintf("STEP %s+vllm %d %% → %d %%", d.Active, m.Share, d.Memory.Share)
	}
	if d.WouldBe != decide.None {
		what += fmt.Sprintf(", %s would be active", d.WouldBe)
	}
	return fmt.Sprintf("%s. %s: %s", what, d.Reason, d.Message)
}
