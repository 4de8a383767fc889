// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import "time"

// CooldownUnder is the cooldown in force since the last flip or abort, within the bounds of the policy as it is now.
func (m Memory) CooldownUnder(p Policy) time.Duration {
	least, most := p.cooldownBounds()
	return min(max(m.Cooldown, least), most)
}

func (p Policy) cooldownBounds() (least, most time.Duration) {
	least = max(p.Cooldown, 0)
	return least, max(p.MaxCooldown, least)
}

// cooldownStart is when traffic, all of it or a share, last moved away from an engine; zero: never. An abort is later than the
// last flip, even where the clock was set back between them.
func (m Memory) cooldownStart() time.Time {
	if m.LastAbort.IsZero() {
		return m.LastFlip
	}
	return m.LastAbort
}

// remainingCooldown is how long a failback still has to wait.
//
// A start in the future comes from a clock that has been set back since. Up to one cooldown ahead, the cooldown starts now, and
// is over after at most two cooldowns. A start further ahead says nothing about when it was, and its cooldown counts as over,
// because the wait for that moment could be endless.
func (m Memory) remainingCooldown(now time.Time, p Policy) time.Duration {
	cooldown, since := m.CooldownUnder(p), now.Sub(m.cooldownStart())
	if m.cooldownStart().IsZero() || since < -cooldown {
		return 0
	}
	return max(cooldown-max(since, 0), 0)
}

// nextCooldown is the cooldown that starts with a flip or an aborted failback now: the least for the first; doubled if the one
// before is less than a window ago; halved for each full window of calm since then.
func (m Memory) nextCooldown(now time.Time, p Policy) time.Duration {
	least, window := p.cooldownBounds()
	cooldown, calm := m.CooldownUnder(p), now.Sub(m.cooldownStart())
	switch {
	case m.cooldownStart().IsZero():
		return least
	case calm < window:
		return doubled(cooldown, window)
	}
	return max(halved(cooldown, least, calm, window), least)
}

// doubled does not overflow.
func doubled(cooldown, most time.Duration) time.Duration {
	if cooldown > most/2 {
		return most
	}
	return 2 * cooldown
}

// halved stops once the cooldown is at most the least, so that even a long calm takes few rounds.
func halved(cooldown, least, calm, window time.Duration) time.Duration {
	for ; cooldown > least && calm >= window; calm -= window {
		cooldown /= 2
	}
	return cooldown
}
