// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// step is the share that the policy declares after another; 100 where none is. The test has its own implementation, on purpose.
func (m moment) step(after int) int {
	f := m.policy.Failback
	i := slices.IndexFunc(f.Steps, func(step int) bool { return step > after })
	if i < 0 || f.StepTime <= 0 {
		return 100
	}
	return min(f.Steps[i], 100)
}

// acts reports whether decisions are acted on, and no pin holds.
func (m moment) acts() bool {
	return m.policy.Mode != decide.Observe && m.policy.Mode != decide.Paused && !m.policy.Pin.Holds(m.now)
}

// held is for how long vllm has had its share.
func (m moment) held() time.Duration { return m.now.Sub(m.memory.ShareSince) }

func TestShareStaysInItsBounds(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		after := m.decision.Memory
		if after.Share < 0 || after.Share > 99 || after.Share > 0 && after.Active != decide.Legacy {
			t.Errorf("%s is active and vllm has %d %%: %+v", after.Active, after.Share, m)
		}
		if after.ShareSince.IsZero() != (after.Share == 0) {
			t.Errorf("vllm has %d %% since %v: %+v", after.Share, after.ShareSince, m)
		}
		want := map[decide.Engine]int{decide.VLLM: 100, decide.Legacy: after.Share, decide.None: 0}[after.Active]
		if got := after.VLLMPercent(); got != want {
			t.Errorf("VLLMPercent is %d, want %d: %+v", got, want, m)
		}
		stepped := after.Active == m.memory.Active && after.Share != m.memory.Share
		if m.decision.Stepped != stepped {
			t.Errorf("Stepped = %t: %+v", m.decision.Stepped, m)
		}
	})
}

func TestShareGrowsOnlyWhileVLLMIsGood(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		before, after := m.memory, m.decision.Memory
		if after.Share <= before.Share {
			return
		}
		if observed := m.observed.VLLM; observed.Health != health.Healthy || observed.FailingCanary != "" || !m.acts() {
			t.Errorf("vllm got %d %%: %+v", after.Share, m)
		}
		if after.Share != m.step(before.Share) || !after.ShareSince.Equal(m.now) {
			t.Errorf("vllm got %d %% after %d %%: %+v", after.Share, before.Share, m)
		}
		if before.Share > 0 && m.held() < m.policy.Failback.StepTime {
			t.Errorf("a step was held for %v: %+v", m.held(), m)
		}
	})
}

// A failback begins no sooner than a cooldown after the latest flip or aborted failback.
func TestStepsBeginAfterTheCooldown(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		since := m.memory.LastFlip
		if m.memory.LastAbort.After(since) {
			since = m.memory.LastAbort
		}
		begun := m.memory.Share == 0 && m.decision.Memory.Share > 0
		if cooldown := m.memory.CooldownUnder(m.policy); begun && !since.IsZero() && m.now.Sub(since) < cooldown {
			t.Errorf("a failback began %v after the cooldown started, with a cooldown of %v: %+v", m.now.Sub(since), cooldown, m)
		}
	})
}

// vllm gets the rest only once every declared step was held, unless legacy dies or vllm is pinned.
func TestTheRestComesAfterAllSteps(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		if m.decision.Reason != reason.PreferredHealthy || !m.decision.Flipped {
			return
		}
		if m.step(m.memory.Share) != 100 {
			t.Errorf("the rest came back at %d %%: %+v", m.memory.Share, m)
		}
		if m.memory.Share == 0 {
			return
		}
		steps := m.policy.Failback
		if m.observed.VLLM.FailingCanary != "" || len(steps.Steps) > 0 && m.held() < steps.StepTime {
			t.Errorf("the rest came back after %v at %d %%: %+v", m.held(), m.memory.Share, m)
		}
	})
}

func TestFailureTakesTheShareAtOnce(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		d, observed := m.decision, m.observed.VLLM
		bad := observed.Health == health.Unhealthy || observed.FailingCanary != ""
		if m.memory.Share > 0 && bad && m.acts() && d.Memory.Share != 0 {
			t.Errorf("vllm keeps %d %% with a failing canary or Unhealthy: %+v", d.Memory.Share, m)
		}
		if d.Reason != reason.FailbackAborted || !d.Stepped {
			return
		}
		if !bad || d.Active != decide.Legacy || !d.Memory.LastAbort.Equal(m.now) || !d.Memory.Since.Equal(m.memory.Since) {
			t.Errorf("aborted: %+v", m)
		}
	})
}

// Once the steps are removed from the policy, the rest comes back without a wait.
func TestTheRestComesAtOnceWithoutSteps(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		observed := m.observed.VLLM
		good := observed.Health == health.Healthy && observed.FailingCanary == ""
		if m.memory.Share > 0 && len(m.policy.Failback.Steps) == 0 && m.acts() && good && m.decision.Active != decide.VLLM {
			t.Errorf("vllm is kept at %d %%: %+v", m.decision.Memory.Share, m)
		}
	})
}

// Only a failure, a flip or a pin takes the share from vllm. A restart, after which health is unknown, does not.
func TestNothingElseTakesTheShare(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		d := m.decision
		excused := d.Flipped || d.Reason == reason.FailbackAborted || d.Reason == reason.Pinned
		if d.Memory.Share < m.memory.Share && !excused {
			t.Errorf("vllm lost its share for %s: %+v", d.Reason, m)
		}
	})
}

// Wherever the clock is set, a step waits for at most twice its length.
func TestClockSetBackDoesNotBlockStepsForEver(t *testing.T) {
	healthy := health.EngineObservation{Health: health.Healthy}
	rapid.Check(t, func(t *rapid.T) {
		p := decide.Policy{Failback: decide.Failback{Steps: steps.Draw(t, "steps"), StepTime: seconds.Draw(t, "step time")}}
		ahead := time.Duration(rapid.Int64Range(int64(-time.Hour), int64(24*time.Hour)).Draw(t, "ahead"))
		m := decide.Memory{Active: decide.Legacy, Share: 10, ShareSince: begin.Add(ahead)}
		waited := time.Duration(0)
		for range 3 {
			d := decide.Next(begin.Add(waited), p, m, decide.Observation{VLLM: healthy, Legacy: healthy})
			if d.Stepped || d.Flipped {
				return
			}
			if d.Recheck <= 0 || d.Recheck > p.Failback.StepTime {
				t.Fatalf("Recheck %v is not within the step time %v", d.Recheck, p.Failback.StepTime)
			}
			waited += d.Recheck
		}
		t.Fatalf("no step after %v, with steps of %v", waited, p.Failback.StepTime)
	})
}
