// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"testing"
	"time"
)

// paced is a pace that has seen an engine of this interval.
func paced(interval time.Duration) (*pace, time.Time) {
	p, now := &pace{}, time.Unix(1_700_000_000, 0)
	for range 50 {
		now = now.Add(interval)
		p.learn(now, 1)
	}
	return p, now
}

const hold = 250 * time.Millisecond

func TestReadsAreDelayedWhereThatSavesReads(t *testing.T) {
	for _, c := range []struct {
		what     string
		interval time.Duration
		tokens   int
		held     time.Duration // ago; below 0: nothing is held
		least    time.Duration
		most     time.Duration
	}{
		{"a token at a time, but no more often than eyes can tell", 20 * time.Millisecond, 1, -1, rhythm, rhythm},
		{"as long as four tokens take", 20 * time.Millisecond, 4, -1, 80 * time.Millisecond, 90 * time.Millisecond},
		{"not beyond the hold of what may come", 20 * time.Millisecond, 1000, -1, 200 * time.Millisecond, hold - early},
		{"not beyond the hold of what is there", 20 * time.Millisecond, 1000, 100 * time.Millisecond, 100 * time.Millisecond, 150*time.Millisecond - early},
		{"now, where the hold is all but over", 20 * time.Millisecond, 1000, 240 * time.Millisecond, 0, 0},
		{"now, of an engine flat out", 5 * time.Microsecond, 1 << 40, -1, 0, 0},
		{"a moment, of a fast engine", 100 * time.Microsecond, 1 << 40, -1, minSleep, maxBacklog * 100 * time.Microsecond},
		{"a slow engine's next token", 100 * time.Millisecond, 1, -1, 100 * time.Millisecond, 120 * time.Millisecond},
	} {
		p, now := paced(c.interval)
		by := time.Time{}
		if c.held >= 0 {
			by = now.Add(hold - c.held)
		}
		got := time.Duration(0)
		if at := p.nextRead(now, due{c.tokens, by, hold}); !at.IsZero() {
			got = at.Sub(now)
		}
		if got < c.least || got > c.most {
			t.Errorf("%s: it reads after %s, want %s..%s", c.what, got, c.least, c.most)
		}
	}
}

func TestReadsAreNotDelayedWithoutAPaceOrAHold(t *testing.T) {
	p, now := paced(20 * time.Millisecond)
	if at := p.nextRead(now, due{tokens: 5}); !at.IsZero() {
		t.Error("without a hold nothing may wait")
	}
	if at := (&pace{}).nextRead(now, due{tokens: 5, hold: hold}); !at.IsZero() {
		t.Error("the pace is not known yet")
	}
}

func TestAPaceFollowsAnEngineThatGetsFaster(t *testing.T) {
	p, now := paced(20 * time.Millisecond)
	for range 20 {
		now = now.Add(time.Millisecond)
		p.learn(now, 10)
	}
	if p.interval > time.Millisecond {
		t.Errorf("the interval is %s", p.interval)
	}
}

func TestReadsAreOnTheGrid(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_000, 0)
	after := now.Add
	for _, c := range []struct {
		what           string
		at, last, want time.Duration
	}{
		{"the next step of the grid", 41 * time.Millisecond, hold, 50 * time.Millisecond},
		{"on it already", 50 * time.Millisecond, hold, 50 * time.Millisecond},
		{"not past the last moment", 41 * time.Millisecond, 47 * time.Millisecond, 41 * time.Millisecond},
		{"the last moment", 300 * time.Millisecond, 237 * time.Millisecond, 237 * time.Millisecond},
		{"a short wait as it is", 19 * time.Millisecond, hold, 19 * time.Millisecond},
	} {
		if got := onGrid(now, after(c.at), after(c.last), grid).Sub(now); got != c.want {
			t.Errorf("%s: it reads after %s, want %s", c.what, got, c.want)
		}
	}
}

// Streams that began at different moments read together.
func TestStreamsReadTogether(t *testing.T) {
	t.Parallel()
	reads := map[time.Time]int{}
	for i := range 100 {
		p, now := paced(20 * time.Millisecond)
		shift := time.Duration(i) * 311 * time.Microsecond
		p.drained = now.Add(shift)
		reads[p.nextRead(now.Add(shift), due{tokens: 8, hold: hold})]++
	}
	if len(reads) > 5 {
		t.Errorf("100 streams that began within 31 ms look at %d different moments", len(reads))
	}
}
