// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import "time"

const (
	// nap is the shortest sleep that is worth it: below, the engine is so fast that waiting would hold it up.
	nap = time.Millisecond
	// rhythm is how often it is enough to look where each token is a chunk of its own: more often than eyes can tell apart.
	rhythm = 40 * time.Millisecond
	// early is by how much a look comes before the hold is over, so that what is found still goes out in time. Of a short hold it is a
	// quarter.
	early = 10 * time.Millisecond
	// backlog is how many tokens may gather in the socket at the most: so little that the engine is never held up by it.
	backlog = 100
	// beat is the grid of appointments: streams that look at about the same time do so together, for to wake a process that sleeps costs
	// more than what it then does for one of them. Of a short hold it is a small part, and of a short wait there is none.
	beat = 10 * time.Millisecond
	// blocking is how long a read takes at least that had to wait for something to come.
	blocking = 200 * time.Microsecond
)

// pace is how fast an engine generates, as seen at its socket, and tells when it is worth to look there again.
type pace struct {
	// interval is the time for a token, smoothed; 0: not known yet.
	interval time.Duration
	// drained is when the socket was last seen empty, and measured since when tokens are counted.
	drained, measured time.Time
}

// learn is told that a read came back with so many tokens and left nothing.
func (p *pace) learn(now time.Time, tokens int) {
	p.drained = now
	if tokens == 0 {
		return
	}
	if !p.measured.IsZero() {
		took := now.Sub(p.measured) / time.Duration(tokens)
		if p.interval == 0 {
			p.interval = took
		}
		p.interval += (took - p.interval) / 4
	}
	p.measured = now
}

// look is when to read next, if a chunk is due after so many tokens or at a time, which is zero where nothing is held; hold is for how long
// text may wait. Zero is now: wait in the read.
func (p *pace) look(now time.Time, tokens int, by time.Time, hold time.Duration) time.Time {
	if p.interval <= 0 || hold <= 0 || p.drained.IsZero() {
		return time.Time{}
	}
	if by.IsZero() {
		by = p.drained.Add(hold) // whatever comes may have come right after that
	}
	due := max(time.Duration(min(tokens, backlog))*p.interval+p.interval/8, rhythm)
	at := onBeat(now, p.drained.Add(min(due, backlog*p.interval)), by.Add(-margin(hold)), min(beat, hold/25))
	if at.Sub(now) < nap {
		return time.Time{}
	}
	return at
}

// onBeat is the first beat that is not before a moment; the moment itself where that is past the last one, and where the wait is of few
// beats.
func onBeat(now, at, last time.Time, step time.Duration) time.Time {
	if last.Before(at) {
		at = last
	}
	if at.Sub(now) < 2*step {
		return at
	}
	if next := at.Add((step - at.Sub(at.Truncate(step))) % step); !next.After(last) {
		return next
	}
	return at
}

// misses tells whether the hold is all but over, and the engine cannot generate so many tokens before.
func (p *pace) misses(now time.Time, tokens int, by time.Time, hold time.Duration) bool {
	left := by.Sub(now)
	return p.interval > 0 && left < margin(hold)+nap && time.Duration(min(tokens, backlog))*p.interval > left
}

func margin(hold time.Duration) time.Duration { return min(early, hold/4) }
