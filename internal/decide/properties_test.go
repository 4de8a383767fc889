// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/internal/decide"
)

var (
	healths  = rapid.SampledFrom([]decide.Health{decide.Unknown, decide.Healthy, decide.Healthy, decide.Unhealthy, ""})
	doubts   = rapid.SampledFrom([]string{"", "", "", "canary failed"})
	steps    = rapid.SampledFrom([][]int{{10, 50, 100}, {10, 50, 100}, {25, 150}, {1, 2, 99, 100}, {100}, nil})
	engines  = rapid.SampledFrom([]decide.Engine{decide.VLLM, decide.Legacy})
	modes    = rapid.SampledFrom([]decide.Mode{decide.Auto, decide.Auto, decide.Auto, decide.Observe, decide.Paused, ""})
	seconds  = rapid.Map(rapid.IntRange(0, 900), func(n int) time.Duration { return time.Duration(n) * time.Second })
	sighting = rapid.Custom(func(t *rapid.T) decide.EngineObservation {
		return decide.EngineObservation{Health: healths.Draw(t, "health"), Reason: "Seen", Doubt: doubts.Draw(t, "doubt")}
	})
)

// moment is a call of Next with what it gave.
type moment struct {
	now      time.Time
	policy   decide.Policy
	memory   decide.Memory
	seen     decide.Observation
	decision decide.Decision
}

// always plays random lives of a backend and holds every moment of them against a property.
func always(t *testing.T, holds func(t *rapid.T, m moment)) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		m := moment{now: begin, policy: decide.Policy{
			Cooldown: 30 * time.Second, MaxCooldown: 5 * time.Minute,
			Failback: decide.Failback{Steps: []int{10, 50, 100}, StepTime: time.Minute},
		}}
		for range rapid.IntRange(1, 40).Draw(t, "moments") {
			m.happen(t)
			m.decision = decide.Next(m.now, m.policy, m.memory, m.seen)
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
		m.seen.VLLM = sighting.Draw(t, "vllm")
	default:
		m.seen.Legacy = sighting.Draw(t, "legacy")
	}
}

func TestFlipsOnlyOntoHealthyEngines(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		d := m.decision
		if d.Flipped && d.Reason != decide.ReasonPinned && m.seen.Of(d.Active).Health != decide.Healthy {
			t.Errorf("flipped onto %s: %+v", d.Active, m)
		}
	})
}

func TestFlipsKeepTheCooldown(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		excused := m.decision.Reason == decide.ReasonPinned || m.seen.Of(m.memory.Active).Health == decide.Unhealthy || m.memory.Share > 0
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

func TestObserveTellsWhatAutoDoes(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		m.policy.Mode = decide.Observe
		observed := decide.Next(m.now, m.policy, m.memory, m.seen)
		m.policy.Mode = decide.Auto
		auto := decide.Next(m.now, m.policy, m.memory, m.seen)
		told := observed.Active
		if observed.WouldBe != decide.None {
			told = observed.WouldBe
		}
		if told != auto.Active || observed.Reason != auto.Reason || observed.Message != auto.Message || observed.Recheck != auto.Recheck {
			t.Errorf("Observe tells %+v\nAuto does %+v", observed, auto)
		}
		if (observed.WouldBe != decide.None) != (auto.Flipped || auto.Selected) || auto.WouldBe != decide.None {
			t.Errorf("WouldBe is %q in Observe and %q in Auto: %+v", observed.WouldBe, auto.WouldBe, auto)
		}
	})
}

func TestNextIsDeterministic(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		if diff := cmp.Diff(m.decision, decide.Next(m.now, m.policy, m.memory, m.seen)); diff != "" {
			t.Errorf("the same input gives (-once +again):\n%s", diff)
		}
	})
}

// TestTimeAloneChangesNothingBeforeRecheck: once a decision is carried out, it stands until its Recheck, and for ever
// where there is none.
func TestTimeAloneChangesNothingBeforeRecheck(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		settled := decide.Next(m.now, m.policy, m.decision.Memory, m.seen)
		if settled.Active != m.decision.Active || settled.Flipped || settled.Selected || settled.Stepped || settled.Recheck != m.decision.Recheck {
			t.Errorf("carried out, %+v\nbecomes %+v", m.decision, settled)
		}
		most := settled.Recheck
		if most == 0 {
			most = 24 * 365 * time.Hour
		}
		later := m.now.Add(time.Duration(rapid.Int64Range(0, int64(most)-1).Draw(t, "later")))
		got := decide.Next(later, m.policy, m.decision.Memory, m.seen)
		got.Recheck = settled.Recheck
		if diff := cmp.Diff(settled, got); diff != "" {
			t.Errorf("%v later (-before +after):\n%s", later.Sub(m.now), diff)
		}
	})
}

func TestOncePlacedAlwaysPlaced(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		d := m.decision
		if m.memory.Active != decide.None && d.Active == decide.None {
			t.Errorf("the placement was lost: %+v", m)
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

// TestClockSetBackDoesNotBlockForEver: wherever the clock is set, a failback waits for two cooldowns at most.
func TestClockSetBackDoesNotBlockForEver(t *testing.T) {
	healthy := decide.EngineObservation{Health: decide.Healthy}
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
