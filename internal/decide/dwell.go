// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import "time"

// DwellUnder is the dwell in force since the last flip or abort, within the bounds of the policy as it is now.
func (m Memory) DwellUnder(p Policy) time.Duration {
	least, most := p.dwellBounds()
	return min(max(m.Dwell, least), most)
}

func (p Policy) dwellBounds() (least, most time.Duration) {
	least = max(p.MinDwell, 0)
	return least, max(p.MaxDwell, least)
}

// remainingDwell is how long a failback has still to wait.
//
// A flip in the future was stamped by a clock that has been set back since. Up to one dwell ahead, the dwell starts now, and
// so is over after at most two dwells; a flip further ahead says nothing about when it was, and its dwell counts as over,
// because waiting for that moment could take for ever.
func (m Memory) remainingDwell(now time.Time, p Policy) time.Duration {
	dwell, since := m.DwellUnder(p), now.Sub(m.lastTurn())
	if m.lastTurn().IsZero() || since < -dwell {
		return 0
	}
	return max(dwell-max(since, 0), 0)
}

// nextDwell is the dwell that a flip starts now, or a failback that is given up: the least for the first; doubled if the one before is
// less than a window ago; halved by each full window of calm since then.
func (m Memory) nextDwell(now time.Time, p Policy) time.Duration {
	least, window := p.dwellBounds()
	dwell, calm := m.DwellUnder(p), now.Sub(m.lastTurn())
	switch {
	case m.lastTurn().IsZero():
		return least
	case calm < window:
		return doubled(dwell, window)
	}
	return max(halved(dwell, least, calm, window), least)
}

// doubled does not overflow.
func doubled(dwell, most time.Duration) time.Duration {
	if dwell > most/2 {
		return most
	}
	return 2 * dwell
}

// halved ends at the least, or below it by less than a half; so few rounds are needed however long the calm was.
func halved(dwell, least, calm, window time.Duration) time.Duration {
	for ; dwell > least && calm >= window; calm -= window {
		dwell /= 2
	}
	return dwell
}
