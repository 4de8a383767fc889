// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import "time"

const (
	// minSleep is the shortest sleep that is worth it: below, the engine is so fast that waiting would hold it up.
	minSleep = time.Millisecond
	// rhythm is how often it is enough to read where each token is a chunk of its own: more often than the eye can tell apart.
	rhythm = 40 * time.Millisecond
	// early is how long before the end of the hold a read comes, so that what is found is still written in time. Of a short hold it is a
	// quarter.
	early = 10 * time.Millisecond
	// maxBacklog is how many tokens may gather in the socket: so few that they never hold up the engine.
	maxBacklog = 100
	// grid is the grid of the times of reads: streams that read at about the same time do so together, because waking a process that sleeps
	// costs more than what it then does for one stream. Of a short hold it is a small part, and a short wait is not moved onto it.
	grid = 10 * time.Millisecond
	// blocking is the least time of a read that had to wait for something to come.
	blocking = 200 * time.Microsecond
)

// pace is how fast an engine generates, as seen at its socket. It tells when it is worth reading there again.
type pace struct {
	// interval is the time for a token, smoothed; 0: not known yet.
	interval time.Duration
	// drained is when the socket was last seen empty, and measured since when tokens are counted.
	drained, measured time.Time
}

// learn notes that a read returned so many tokens and left nothing in the socket.
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

// nextRead is when to read next for the open chunk. Zero is now: wait in the read.
func (p *pace) nextRead(now time.Time, d due) time.Time {
	if p.interval <= 0 || d.hold <= 0 || p.drained.IsZero() {
		return time.Time{}
	}
	by := d.by
	if by.IsZero() {
		by = p.drained.Add(d.hold) // whatever comes may have come right after that
	}
	full := max(time.Duration(min(d.tokens, maxBacklog))*p.interval+p.interval/8, rhythm)
	at := onGrid(now, p.drained.Add(min(full, maxBacklog*p.interval)), by.Add(-margin(d.hold)), min(grid, d.hold/25))
	if at.Sub(now) < minSleep {
		return time.Time{}
	}
	return at
}

// onGrid is the first time on the grid that is not before a moment; the moment itself where that time is too late, and where the wait is
// only a few steps.
func onGrid(now, at, last time.Time, step time.Duration) time.Time {
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

// misses tells whether the hold is nearly over and the engine cannot generate the missing tokens before.
func (p *pace) misses(now time.Time, d due) bool {
	left := d.by.Sub(now)
	return p.interval > 0 && left < margin(d.hold)+minSleep && time.Duration(min(d.tokens, maxBacklog))*p.interval > left
}

func margin(hold time.Duration) time.Duration { return min(early, hold/4) }
