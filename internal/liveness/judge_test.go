// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package liveness

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// stepped is an engine with a clock that is stepped. Its streams get a token in each step.
type stepped struct {
	Engine
	now time.Time
	// pile is the size of prompts that come twice a second while the engine hangs; 0: none.
	pile int
}

// newStepped is an engine that has made so many steps with this gap.
func newStepped(streams, steps int, gap time.Duration) *stepped {
	s := &stepped{now: epoch.Add(time.Hour)}
	s.Starts(s.now)
	for range streams {
		s.Sent(100, true, s.now)
		s.Began(s.now)
	}
	for range steps {
		s.now = s.now.Add(gap)
		s.Text(s.now, 1)
	}
	return s
}

// hangs has all streams silent, for a minute at the most, and tells after what time the verdict was that the engine hangs; 0: it never was.
// A probe is sent as soon as it is wanted. answers tells whether the engine answers it after a while; 0: it does not.
func (s *stepped) hangs(silent int, answers time.Duration) time.Duration {
	began, asked := s.now, time.Time{}
	for s.now.Sub(began) < time.Minute {
		s.now = s.now.Add(Interval)
		if since := s.now.Sub(began); s.pile > 0 && since%(500*ms) == 0 {
			s.Sent(s.pile, true, s.now)
		}
		if answers > 0 && !asked.IsZero() && s.now.Sub(asked) >= answers {
			s.Answered(s.now)
			asked = time.Time{}
		}
		switch s.Judge(Evidence{Now: s.now, Silent: silent, Asked: asked}) {
		case Hung:
			return s.now.Sub(began)
		case Suspect:
			if asked.IsZero() {
				asked = s.now
			}
		case Alive:
		}
	}
	return 0
}

func TestWhenAnEngineHangs(t *testing.T) {
	for name, c := range map[string]struct {
		streams, steps int
		gap            time.Duration
		before         func(*stepped)
		answers        time.Duration
		from, to       time.Duration
	}{
		"ten streams":                  {streams: 10, steps: 1000, gap: 30 * ms, from: patience, to: 1200 * ms},
		"a thousand streams":           {streams: 1000, steps: 1000, gap: 30 * ms, from: patience, to: 1200 * ms},
		"four streams":                 {streams: 4, steps: 1000, gap: 30 * ms, from: 2500 * ms, to: 3 * sec},
		"a stream alone":               {streams: 1, steps: 1000, gap: 30 * ms},
		"long gaps":                    {streams: 10, steps: 1000, gap: 2 * sec, from: 8 * sec, to: 10 * sec},
		"gaps of 280 ms":               {streams: 10, steps: 1000, gap: 280 * ms, from: 1100 * ms, to: 1400 * ms},
		"an engine that nobody knows":  {streams: 10, steps: 50, gap: 30 * ms},
		"one that answers":             {streams: 10, steps: 1000, gap: 30 * ms, answers: 400 * ms},
		"after a pause of two seconds": {streams: 10, steps: 1000, gap: 30 * ms, before: pausesFor(2 * sec), from: 2300 * ms, to: 3 * sec},
		"after an alarm that was false": {
			streams: 10, steps: 1000, gap: 30 * ms, from: 3700 * ms, to: 4 * sec,
			before: func(s *stepped) { s.Recovered(3*sec, s.now) },
		},
		"long after a pause": {
			streams: 10, steps: 1000, gap: 30 * ms, from: patience, to: 1200 * ms,
			before: func(s *stepped) {
				pausesFor(2 * sec)(s)
				s.now = s.now.Add(2*memory + time.Hour)
				s.Text(s.now, 1)
			},
		},
		"while a prompt of 8 KiB is processed": {
			streams: 10, steps: 1000, gap: 30 * ms, from: 3 * sec, to: 3500 * ms,
			before: func(s *stepped) { s.Sent(8<<10, true, s.now) },
		},
		"after that prompt": {
			streams: 10, steps: 1000, gap: 30 * ms, from: patience, to: 1200 * ms,
			before: func(s *stepped) {
				s.Sent(8<<10, true, s.now)
				s.now = s.now.Add(sec)
				s.Text(s.now, 1)
				s.Began(s.now)
				s.Ended()
			},
		},
		"while requests pile up": {
			streams: 10, steps: 1000, gap: 30 * ms, from: patience, to: 3500 * ms,
			before: func(s *stepped) { s.pile = 2 << 10 },
		},
		"after that prompt was given up": {
			streams: 10, steps: 1000, gap: 30 * ms, from: 3 * sec, to: 3500 * ms,
			before: func(s *stepped) {
				s.Sent(8<<10, true, s.now)
				s.Dropped()
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStepped(c.streams, c.steps, c.gap)
			if c.before != nil {
				c.before(s)
			}
			if took := s.hangs(c.streams, c.answers); took < c.from || took > c.to {
				t.Errorf("it hangs after %v, want %v to %v", took, c.from, c.to)
			}
		})
	}
}

// pausesFor is a pause of the engine that few streams show, too few for a verdict.
func pausesFor(long time.Duration) func(*stepped) {
	return func(s *stepped) {
		for began := s.now; s.now.Sub(began) < long; s.now = s.now.Add(Interval) {
			s.Judge(Evidence{Now: s.now, Silent: 3})
		}
		s.Text(s.now, 1)
		s.Judge(Evidence{Now: s.now, Silent: 3})
	}
}

// TestGapsAreRoundedUp: what is said of gaps is never too short, and at most an eighth too long.
func TestGapsAreRoundedUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gap := time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "gap"))
		if bound := boundOf(bucketOf(gap)); bound < gap || bound > gap+max(gap/8, unit)+unit {
			t.Errorf("%v is taken for %v", gap, bound)
		}
	})
}

// TestOldGapsLoseTheirWeight: an engine that becomes slow is known as slow before long.
func TestOldGapsLoseTheirWeight(t *testing.T) {
	var g gaps
	g.note(10*ms, most-1)
	for range most / 50 {
		g.note(2*sec, 1)
	}
	if gap, known := g.long(); !known || gap < 2*sec {
		t.Errorf("a long gap is %v", gap)
	}
	if total := g.total.Load(); total >= most {
		t.Errorf("%d gaps are kept", total)
	}
}
