// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

var (
	healths         = rapid.SampledFrom([]health.Health{health.Unknown, health.Healthy, health.Healthy, health.Unhealthy, ""})
	failingCanaries = rapid.SampledFrom([]string{"", "", "", "canary failed"})
	steps           = rapid.SampledFrom([][]int{{10, 50, 100}, {10, 50, 100}, {25, 150}, {1, 2, 99, 100}, {100}, nil})
	engines         = rapid.SampledFrom([]decide.Engine{decide.VLLM, decide.Legacy})
	modes           = rapid.SampledFrom([]decide.Mode{decide.Auto, decide.Auto, decide.Auto, decide.Observe, decide.Paused, ""})
	seconds         = rapid.Map(rapid.IntRange(0, 900), func(n int) time.Duration { return time.Duration(n) * time.Second })
	observation     = rapid.Custom(func(t *rapid.T) health.EngineObservation {
		return health.EngineObservation{
			Health: healths.Draw(t, "health"), Reason: "Seen", FailingCanary: failingCanaries.Draw(t, "failing canary"),
		}
	})
)

// moment is one call of Next, with its result.
type moment struct {
	now      time.Time
	policy   decide.Policy
	memory   decide.Memory
	observed decide.Observation
	decision decide.Decision
}

// always plays random lives of a backend and checks a property at every moment of them.
func always(t *testing.T, holds func(t *rapid.T, m moment)) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		m := moment{now: begin, policy: decide.Policy{
			Cooldown: 30 * time.Second, MaxCooldown: 5 * time.Minute,
			Failback: decide.Failback{Steps: []int{10, 50, 100}, StepTime: time.Minute},
		}}
		for range rapid.IntRange(1, 40).Draw(t, "moments") {
			m.happen(t)
			m.decision = decide.Next(m.now, m.policy, m.memory, m.observed)
			holds(t, m)
			m.memory = m.decision.Memory
		}
	})
}

// happen lets time pass, and then changes one thing.
func (m *moment) happen(t *rapid.T) {
	m.now = m.now.Add(seconds.Draw(t, "time passes"))
	switch rapid.IntRange(0, 11).Draw(t, "what happens") {
	case 0:
		m.policy.Mode = modes.Draw(t, "mode")
	case 1:
		m.policy.Pin = &decide.Pin{Engine: engines.Draw(t, "pin"), Until: m.now.Add(seconds.Draw(t, "lasting"))}
	case 2:
		m.policy.Pin = nil
	case 3:
		m.policy.Cooldown, m.policy.MaxCooldown = seconds.Draw(t, "least"), seconds.Draw(t, "most")
	case 4:
		m.policy.Failback = decide.Failback{Steps: steps.Draw(t, "steps"), StepTime: seconds.Draw(t, "step time")}
	case 5, 6, 7, 8:
		m.observed.VLLM = observation.Draw(t, "vllm")
	default:
		m.observed.Legacy = observation.Draw(t, "legacy")
	}
}

func TestFlipsOnlyOntoHealthyEngines(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		d := m.decision
		if d.Flipped && d.Reason != reason.Pinned && m.observed.Of(d.Active).Health != health.Healthy {
			t.Errorf("flipped onto %s: %+v", d.Active, m)
		}
	})
}

func TestFlipsKeepTheCooldown(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		excused := m.decision.Reason == reason.Pinned || m.observed.Of(m.memory.Active).Health == health.Unhealthy || m.memory.Share > 0
		if !m.decision.Flipped || excused || m.memory.LastFlip.IsZero() {
			return
		}
		if since := m.now.Sub(m.memory.LastFlip); since < m.memory.CooldownUnder(m.policy) {
			t.Errorf("flipped %v after the last flip: %+v", since, m)
		}
	})
}

func TestCooldownStaysInItsBounds(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		least, most := m.policy.Cooldown, max(m.policy.Cooldown, m.policy.MaxCooldown)
		for _, cooldown := range []time.Duration{m.memory.CooldownUnder(m.policy), m.decision.Memory.CooldownUnder(m.policy)} {
			if cooldown < least || cooldown > most {
				t.Errorf("cooldown %v is not within %v..%v: %+v", cooldown, least, most, m)
			}
		}
		d := m.decision
		if d.Memory.Cooldown == m.memory.Cooldown {
			return
		}
		if !d.Flipped && d.Memory.Share >= m.memory.Share {
			t.Errorf("a cooldown of %v started although nothing was moved away: %+v", d.Memory.Cooldown, m)
		}
		if d.Memory.Cooldown != d.Memory.CooldownUnder(m.policy) || d.Memory.Cooldown > max(2*m.memory.CooldownUnder(m.policy), least) {
			t.Errorf("a cooldown of %v started after one of %v: %+v", d.Memory.Cooldown, m.memory.Cooldown, m)
		}
	})
}

func TestPinHoldsUntilItsEnd(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		acts := m.policy.Mode == decide.Auto || m.policy.Mode == ""
		if acts && m.policy.Pin.Holds(m.now) && m.decision.Active != m.policy.Pin.Engine {
			t.Errorf("pinned to %s, but %s is active: %+v", m.policy.Pin.Engine, m.decision.Active, m)
		}
	})
}

func TestPausedAndObserveChangeNothing(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		d := m.decision
		if m.policy.Mode != decide.Paused && m.policy.Mode != decide.Observe {
			return
		}
		if d.Memory != m.memory || d.Active != m.memory.Active || d.Flipped || d.Selected || d.Stepped {
			t.Errorf("%s changed something: %+v", m.policy.Mode, m)
		}
	})
}

func TestObserveReportsWhatAutoDoes(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		m.policy.Mode = decide.Observe
		reported := decide.Next(m.now, m.policy, m.memory, m.observed)
		m.policy.Mode = decide.Auto
		auto := decide.Next(m.now, m.policy, m.memory, m.observed)
		wouldBe := reported.Active
		if reported.WouldBe != decide.None {
			wouldBe = reported.WouldBe
		}
		if wouldBe != auto.Active || reported.Reason != auto.Reason || reported.Message != auto.Message || reported.Recheck != auto.Recheck {
			t.Errorf("Observe reports %+v\nAuto does %+v", reported, auto)
		}
		if (reported.WouldBe != decide.None) != (auto.Flipped || auto.Selected) || auto.WouldBe != decide.None {
			t.Errorf("WouldBe is %q in Observe and %q in Auto: %+v", reported.WouldBe, auto.WouldBe, auto)
		}
	})
}

func TestNextIsDeterministic(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		if diff := cmp.Diff(m.decision, decide.Next(m.now, m.policy, m.memory, m.observed)); diff != "" {
			t.Errorf("the same input gives (-once +again):\n%s", diff)
		}
	})
}

// TestTimeAloneChangesNothingBeforeRecheck: once a decision has been acted on, it stands until its Recheck, and for ever
// where there is none.
func TestTimeAloneChangesNothingBeforeRecheck(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		after := decide.Next(m.now, m.policy, m.decision.Memory, m.observed)
		if after.Active != m.decision.Active || after.Flipped || after.Selected || after.Stepped || after.Recheck != m.decision.Recheck {
			t.Errorf("acted on, %+v\nbecomes %+v", m.decision, after)
		}
		most := after.Recheck
		if most == 0 {
			most = 24 * 365 * time.Hour
		}
		later := m.now.Add(time.Duration(rapid.Int64Range(0, int64(most)-1).Draw(t, "later")))
		got := decide.Next(later, m.policy, m.decision.Memory, m.observed)
		got.Recheck = after.Recheck
		if diff := cmp.Diff(after, got); diff != "" {
			t.Errorf("%v later (-before +after):\n%s", later.Sub(m.now), diff)
		}
	})
}

func TestOnceSelectedAlwaysSelected(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		d := m.decision
		if m.memory.Active != decide.None && d.Active == decide.None {
			t.Errorf("the selection was lost: %+v", m)
		}
		if d.Selected != (m.memory.Active == decide.None && d.Active != decide.None) {
			t.Errorf("Selected = %t: %+v", d.Selected, m)
		}
		if d.Flipped != (m.memory.Active != decide.None && d.Active != m.memory.Active) {
			t.Errorf("Flipped = %t: %+v", d.Flipped, m)
		}
		if d.Active != d.Memory.Active {
			t.Errorf("%s is active, %s remembered: %+v", d.Active, d.Memory.Active, m)
		}
	})
}

// TestClockSetBackDoesNotBlockForEver: wherever the clock is set, a failback waits for at most two cooldowns.
func TestClockSetBackDoesNotBlockForEver(t *testing.T) {
	healthy := health.EngineObservation{Health: health.Healthy}
	rapid.Check(t, func(t *rapid.T) {
		p := decide.Policy{Cooldown: seconds.Draw(t, "least"), MaxCooldown: seconds.Draw(t, "most")}
		ahead := time.Duration(rapid.Int64Range(int64(-time.Hour), int64(24*time.Hour)).Draw(t, "ahead"))
		m := decide.Memory{Active: decide.Legacy, Since: begin.Add(ahead), LastFlip: begin.Add(ahead), Cooldown: seconds.Draw(t, "cooldown")}
		cooldown, waited := m.CooldownUnder(p), time.Duration(0)
		for range 3 {
			d := decide.Next(begin.Add(waited), p, m, decide.Observation{VLLM: healthy, Legacy: healthy})
			if d.Recheck > cooldown {
				t.Fatalf("Recheck %v is longer than the cooldown %v", d.Recheck, cooldown)
			}
			if d.Flipped {
				return
			}
			waited += d.Recheck
		}
		t.Fatalf("no failback after %v with a cooldown of %v", waited, cooldown)
	})
}
