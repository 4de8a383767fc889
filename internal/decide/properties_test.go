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
	sighting = rapid.Custom(func(t *rapid.T) decide.EngineSighting {
		return decide.EngineSighting{Health: healths.Draw(t, "health"), Reason: "Seen", Doubt: doubts.Draw(t, "doubt")}
	})
)

// moment is a call of Next with what it gave.
type moment struct {
	now      time.Time
	policy   decide.Policy
	memory   decide.Memory
	seen     decide.Sighting
	decision decide.Decision
}

// always plays random lives of a backend and holds every moment of them against a property.
func always(t *testing.T, holds func(t *rapid.T, m moment)) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		m := moment{now: begin, policy: decide.Policy{
			MinDwell: 30 * time.Second, MaxDwell: 5 * time.Minute,
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
		m.policy.MinDwell, m.policy.MaxDwell = seconds.Draw(t, "least"), seconds.Draw(t, "most")
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

func TestFlipsKeepTheDwell(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		excused := m.decision.Reason == decide.ReasonPinned || m.seen.Of(m.memory.Active).Health == decide.Unhealthy || m.memory.Share > 0
		if !m.decision.Flipped || excused || m.memory.LastFlip.IsZero() {
			return
		}
		if since := m.now.Sub(m.memory.LastFlip); since < m.memory.DwellUnder(m.policy) {
			t.Errorf("flipped %v after the last flip: %+v", since, m)
		}
	})
}

func TestDwellStaysInItsBounds(t *testing.T) {
	always(t, func(t *rapid.T, m moment) {
		least, most := m.policy.MinDwell, max(m.policy.MinDwell, m.policy.MaxDwell)
		for _, dwell := range []time.Duration{m.memory.DwellUnder(m.policy), m.decision.Memory.DwellUnder(m.policy)} {
			if dwell < least || dwell > most {
				t.Errorf("dwell %v is not within %v..%v: %+v", dwell, least, most, m)
			}
		}
		d := m.decision
		if d.Memory.Dwell == m.memory.Dwell {
			return
		}
		if !d.Flipped && d.Memory.Share >= m.memory.Share {
			t.Errorf("a dwell of %v started although nothing was moved away: %+v", d.Memory.Dwell, m)
		}
		if d.Memory.Dwell != d.Memory.DwellUnder(m.policy) || d.Memory.Dwell > max(2*m.memory.DwellUnder(m.policy), least) {
			t.Errorf("a dwell of %v started after one of %v: %+v", d.Memory.Dwell, m.memory.Dwell, m)
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
		if d.Memory != m.memory || d.Active != m.memory.Active || d.Flipped || d.Placed || d.Stepped {
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
		if (observed.WouldBe != decide.None) != (auto.Flipped || auto.Placed) || auto.WouldBe != decide.None {
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
		if settled.Active != m.decision.Active || settled.Flipped || settled.Placed || settled.Stepped || settled.Recheck != m.decision.Recheck {
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
		if d.Placed != (m.memory.Active == decide.None && d.Active != decide.None) {
			t.Errorf("Placed = %t: %+v", d.Placed, m)
		}
		if d.Flipped != (m.memory.Active != decide.None && d.Active != m.memory.Active) {
			t.Errorf("Flipped = %t: %+v", d.Flipped, m)
		}
		if d.Active != d.Memory.Active {
			t.Errorf("%s is active, %s remembered: %+v", d.Active, d.Memory.Active, m)
		}
	})
}

// TestClockSetBackDoesNotBlockForEver: wherever the clock is set, a failback waits for two dwells at most.
func TestClockSetBackDoesNotBlockForEver(t *testing.T) {
	healthy := decide.EngineSighting{Health: decide.Healthy}
	rapid.Check(t, func(t *rapid.T) {
		p := decide.Policy{MinDwell: seconds.Draw(t, "least"), MaxDwell: seconds.Draw(t, "most")}
		ahead := time.Duration(rapid.Int64Range(int64(-time.Hour), int64(24*time.Hour)).Draw(t, "ahead"))
		m := decide.Memory{Active: decide.Legacy, Since: begin.Add(ahead), LastFlip: begin.Add(ahead), Dwell: seconds.Draw(t, "dwell")}
		dwell, waited := m.DwellUnder(p), time.Duration(0)
		for range 3 {
			d := decide.Next(begin.Add(waited), p, m, decide.Sighting{VLLM: healthy, Legacy: healthy})
			if d.Recheck > dwell {
				t.Fatalf("Recheck %v is longer than the dwell %v", d.Recheck, dwell)
			}
			if d.Flipped {
				return
			}
			waited += d.Recheck
		}
		t.Fatalf("no failback after %v with a dwell of %v", waited, dwell)
	})
}
