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

// remainingCooldown is how long a failback has still to wait.
//
// A flip in the future was stamped by a clock that has been set back since. Up to one cooldown ahead, the cooldown starts now, and
// so is over after at most two cooldowns; a flip further ahead says nothing about when it was, and its cooldown counts as over,
// because waiting for that moment could take for ever.
func (m Memory) remainingCooldown(now time.Time, p Policy) time.Duration {
	cooldown, since := m.CooldownUnder(p), now.Sub(m.lastTurn())
	if m.lastTurn().IsZero() || since < -cooldown {
		return 0
	}
	return max(cooldown-max(since, 0), 0)
}

// nextCooldown is the cooldown that a flip starts now, or a failback that is given up: the least for the first; doubled if the one before is
// less than a window ago; halved by each full window of calm since then.
func (m Memory) nextCooldown(now time.Time, p Policy) time.Duration {
	least, window := p.cooldownBounds()
	cooldown, calm := m.CooldownUnder(p), now.Sub(m.lastTurn())
	switch {
	case m.lastTurn().IsZero():
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

// halved ends at the least, or below it by less than a half; so few rounds are needed however long the calm was.
func halved(cooldown, least, calm, window time.Duration) time.Duration {
	for ; cooldown > least && calm >= window; calm -= window {
		cooldown /= 2
	}
	return cooldown
}
