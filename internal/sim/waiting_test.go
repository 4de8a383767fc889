// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// pass lets the time of a synctest bubble pass; it takes none of ours.
func pass(d time.Duration) { <-time.After(d) }

func TestQueueIsFair(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := &queue{}
		var order []int
		for i := range 3 {
			go func() {
				pass(time.Duration(i) * time.Second)
				if err := q.enter(t.Context(), 1); err != nil {
					t.Error(err)
				}
				order = append(order, i)
				pass(10 * time.Second)
				q.leave()
			}()
		}
		pass(5 * time.Second)
		if running, waiting := q.lengths(); running != 1 || waiting != 2 {
			t.Errorf("%d running, %d waiting", running, waiting)
		}
		pass(time.Minute)
		if running, _ := q.lengths(); running != 0 || order[0] != 0 || order[1] != 1 || order[2] != 2 {
			t.Errorf("the order was %v, %d still running", order, running)
		}
	})
}

func TestCancelledRequestsLeaveTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := &queue{}
		if err := q.enter(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := q.enter(ctx, 1); err == nil {
			t.Error("it entered")
		}
		q.leave()
		if running, waiting := q.lengths(); running != 0 || waiting != 0 {
			t.Errorf("%d running, %d waiting", running, waiting)
		}
	})
}

// The slot that comes at the very moment of giving up goes to the next.
func TestQueueHandsOnALateSlot(t *testing.T) {
	t.Parallel()
	q := &queue{}
	q.join(1)
	turn := q.join(1)
	q.leave()
	q.giveUp(turn)
	if running, _ := q.lengths(); running != 0 {
		t.Errorf("%d running", running)
	}
}

func TestQuotaRenewsItself(t *testing.T) {
	t.Parallel()
	q, start := &rateLimit{}, time.Now()
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{{0, true}, {time.Second, true}, {2 * time.Second, false}, {time.Minute, true}, {time.Minute, false}} {
		if got := q.allow(start.Add(c.after), 2); got != c.want {
			t.Errorf("after %s: %v", c.after, got)
		}
	}
}

func TestPaceDoesNotAccumulateDelays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newShared(OpenAI)
		e.state.Store(&state{behaviour: &behaviour{}})
		p, began := newPacer(e, Script{}, printJay), time.Now()
		for range 10 {
			pass(3 * time.Millisecond) // a slow write, which must not add up
			if err := p.after(t.Context(), 10*time.Millisecond); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took != 100*time.Millisecond {
			t.Errorf("it took %s", took)
		}
	})
}

func TestJitterIsRepeatableAndBounded(t *testing.T) {
	t.Parallel()
	run := func() (gaps []time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			e := newShared(OpenAI)
			e.state.Store(&state{behaviour: &behaviour{}})
			p := newPacer(e, Script{Jitter: 5 * time.Millisecond}, printJay)
			for range 20 {
				last := time.Now()
				_ = p.after(t.Context(), 10*time.Millisecond)
				gaps = append(gaps, time.Since(last))
			}
		})
		return gaps
	}
	first, second := run(), run()
	for i := range first {
		if first[i] != second[i] || first[i] < 10*time.Millisecond || first[i] >= 15*time.Millisecond {
			t.Errorf("gap %d: %s, then %s", i, first[i], second[i])
		}
	}
}
