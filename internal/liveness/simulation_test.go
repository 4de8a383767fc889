// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package liveness

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// kind is one kind of engine under one kind of load.
type kind struct {
	name string
	// step is the time to the next step of the engine, which gives each stream a token.
	step func(*rand.Rand) time.Duration
	// pauses are what stops the steps now and then.
	pauses []pause
}

// pause is what stops all streams: every so often, for so long.
type pause struct {
	every    time.Duration
	min, max time.Duration
	// rate is how many bytes of a prompt the engine processes in a second, where the pause is a prompt that the gateway sent; 0: it is not.
	rate int
	// parsers: not the engine stops, but the parsers of tool calls keep all streams back, so that a probe is answered.
	parsers bool
}

func around(mean time.Duration) func(*rand.Rand) time.Duration {
	return func(r *rand.Rand) time.Duration { return time.Duration(float64(mean) * (0.8 + 0.4*r.Float64())) }
}

func between(r *rand.Rand, low, high time.Duration) time.Duration {
	return low + time.Duration(r.Int64N(int64(high-low)+1))
}

const ms, sec = time.Millisecond, time.Second

var (
	collection = pause{every: 60 * sec, min: 100 * ms, max: 700 * ms}                // garbage is collected
	batching   = pause{every: 4 * sec, min: 60 * ms, max: 250 * ms}                  // sequences join and leave
	fastPrompt = pause{every: 20 * sec, min: 1 * sec, max: 3 * sec, rate: 80 << 10}  // a prompt that is not processed in parts, on a GPU
	slowPrompt = pause{every: 30 * sec, min: 1 * sec, max: 3 * sec, rate: 8 << 10}   // the same on a CPU
	longPrompt = pause{every: 300 * sec, min: 3 * sec, max: 9 * sec, rate: 16 << 10} // a whole repository
	toolCalls  = pause{every: 120 * sec, min: 2 * sec, max: 40 * sec, parsers: true} // all streams write a tool call at once
)

// engines are what the gateway is used with.
var engines = []kind{
	{name: "50 tokens a second", step: around(20 * ms), pauses: []pause{collection, batching}},
	{name: "20 tokens a second, prompts stop it", step: around(50 * ms), pauses: []pause{collection, batching, fastPrompt, longPrompt}},
	{name: "agents with tools", step: around(33 * ms), pauses: []pause{collection, batching, toolCalls, fastPrompt}},
	{name: "5 tokens a second on a CPU", step: around(200 * ms), pauses: []pause{batching, slowPrompt}},
	{name: "starved of CPU", step: func(r *rand.Rand) time.Duration { return between(r, 1*sec, 4*sec) }},
	{name: "starved of CPU now and then", step: func(r *rand.Rand) time.Duration {
		if r.IntN(20) == 0 {
			return between(r, 1*sec, 4*sec)
		}
		return between(r, 50*ms, 200*ms)
	}, pauses: []pause{slowPrompt}},
}

// run is a simulated engine with its streams, and the gateway's view of it.
type run struct {
	kind
	dice    *rand.Rand
	engine  *Engine
	streams int
	now     time.Duration   // since epoch
	due     []time.Duration // when each pause comes
	next    time.Duration   // when the first of them comes
	prompts int             // those that stop the streams
	steps   int
	false   int
	found   []time.Duration
	late    []string
}

var epoch = time.Unix(0, 0)

func newRun(k kind, seed uint64) *run {
	r := &run{kind: k, dice: rand.New(rand.NewPCG(seed, 1)), due: make([]time.Duration, len(k.pauses))}
	r.restart()
	return r
}

// restart is a restart of the gateway: nothing is known of the engine any more.
func (r *run) restart() {
	r.engine, r.streams = &Engine{}, 2+r.dice.IntN(40)
	r.engine.Starts(r.at(0))
	for range r.streams {
		r.engine.Sent(100, true, r.at(0))
		r.engine.Began(r.at(0))
	}
	for i, p := range r.pauses {
		r.due[i] = r.now + between(r.dice, 0, 2*p.every)
	}
	r.next = slices.Min(append(r.due, 1<<62))
}

// play runs the engine for so long. It hangs about once an hour.
func (r *run) play(long time.Duration) {
	hang, day := r.now+between(r.dice, 0, 2*time.Hour), r.now+24*time.Hour
	for end := r.now + long; r.now < end; {
		switch {
		case r.now >= hang:
			r.hang()
			hang = r.now + between(r.dice, 0, 2*time.Hour)
		case r.now >= day:
			r.restart()
			day = r.now + 24*time.Hour
		default:
			r.step()
		}
	}
}

// step is one step of the engine: each stream gets a token after a gap.
func (r *run) step() {
	r.steps++
	stopped, parsing := r.kind.step(r.dice), time.Duration(0)
	if r.now >= r.next {
		var more time.Duration
		more, parsing = r.paused()
		stopped += more
	}
	gap := stopped + parsing
	if gap > 250*ms && r.judge(gap, stopped) {
		r.false++
		r.engine.Recovered(gap, r.at(gap))
	}
	r.now += gap
	r.engine.Text(r.at(0), 1)
	if r.prompts > 0 { // the prompt that stopped the others gets its first text
		r.prompts--
		r.engine.Began(r.at(0))
		r.engine.Ended()
	}
}

// paused is for how long the engine stops now, and for how long the parsers of tool calls then keep all streams back.
func (r *run) paused() (stopped, parsing time.Duration) {
	for i := range r.pauses {
		p := &r.pauses[i]
		if r.now < r.due[i] {
			continue
		}
		r.due[i] = r.now + between(r.dice, p.every/2, p.every*3/2)
		long := between(r.dice, p.min, p.max)
		if p.rate > 0 {
			r.prompts++
			r.engine.Sent(int(long.Seconds()*float64(p.rate)), true, r.at(0))
		}
		if p.parsers {
			parsing += long
		} else {
			stopped += long
		}
	}
	r.next = slices.Min(r.due)
	return stopped, parsing
}

// judge asks for a verdict as the gateway does during a silence, and sends a probe where it is asked to. The engine is stopped at first,
// and a probe waits as all others do. judge tells whether the engine was taken for hung before the silence ended.
func (r *run) judge(silence, stopped time.Duration) bool {
	var asked, answered time.Time
	for at := between(r.dice, 200*ms, 250*ms); at < silence; at += Interval {
		now := r.at(at)
		if !asked.IsZero() && now.After(answered) {
			r.engine.Answered(answered)
			asked = time.Time{}
		}
		switch r.engine.Judge(Evidence{Now: now, Silent: r.streams, Asked: asked}) {
		case Hung:
			r.found = append(r.found, at)
			return true
		case Suspect:
			if asked.IsZero() {
				asked = now
				answered = r.at(max(at, stopped) + between(r.dice, 50*ms, 400*ms))
			}
		case Alive:
		}
	}
	return false
}

// at is the time after so long from now.
func (r *run) at(after time.Duration) time.Time { return epoch.Add(r.now + after) }

// hang stops the engine for good, and then starts another one.
func (r *run) hang() {
	gap, known := r.engine.gaps.quantile(0.99)
	n := len(r.found)
	began := r.now
	r.judge(2*time.Minute, 2*time.Minute)
	bound := r.bound(gap)
	if known && (len(r.found) == n || r.found[n] > bound) {
		r.late = append(r.late, fmt.Sprintf("%d streams, at %v: %v, want %v", r.streams, began, r.found[n:], bound))
	}
	if r.streams < many && len(r.found) > n {
		r.found = r.found[:n] // the figures are for many streams
	}
	r.now += 3 * time.Minute
	r.restart()
	for range enough * 4 { // it has been used for a while
		r.step()
	}
}

// bound is in what time a hang must be found.
func (r *run) bound(gap time.Duration) time.Duration {
	bound := max(1500*ms, 5*gap)
	return bound * many / time.Duration(min(r.streams, many))
}

// TestAThousandHours simulates engines that pause in all the ways that are known, and now and then hang. No pause is taken for a hang, and
// each hang is found in time.
func TestAThousandHours(t *testing.T) {
	for i, k := range engines {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			r := newRun(k, uint64(i))
			r.play(hours * time.Hour / time.Duration(len(engines)))
			if r.false > 0 {
				t.Errorf("%d false alarms", r.false)
			}
			if n := len(r.late); n > 0 {
				t.Errorf("%d hangs were found late: %s", n, r.late[:min(n, 5)])
			}
			r.report(t)
		})
	}
}

// report logs in what time hangs were found.
func (r *run) report(t *testing.T) {
	t.Helper()
	slices.Sort(r.found)
	n := len(r.found)
	if n == 0 {
		t.Fatal("no hang was found")
	}
	gap, _ := r.engine.gaps.quantile(0.99)
	t.Logf("%v, %d steps, long gap %v: %d hangs under ten streams or more were found in %v to %v, %v at the median",
		r.now, r.steps, gap, n, r.found[0], r.found[n-1], r.found[n/2])
}

// TestPromptsOfStrangers: prompts that somebody else sends stop all streams, and nothing explains that. The first long pauses are taken for
// hangs; they are learned, so that it does not go on like this.
func TestPromptsOfStrangers(t *testing.T) {
	r := newRun(kind{name: "strangers", step: around(33 * ms), pauses: []pause{
		batching, {every: 40 * sec, min: 200 * ms, max: 3 * sec},
	}}, 1)
	const days = 7
	for range days {
		r.restart()
		for end := r.now + 24*time.Hour; r.now < end; {
			r.step()
		}
	}
	pauses := days * 24 * time.Hour / (40 * sec)
	t.Logf("%d of %d pauses were taken for hangs, after %d starts of the gateway", r.false, pauses, days)
	if r.false > 4*days {
		t.Errorf("%d false alarms after %d starts of the gateway", r.false, days)
	}
}
