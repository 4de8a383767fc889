// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package chunk

import "time"

// step is by how much each chunk must be larger than the one before it, so that the chunks that are left hold the tokens that are left. It
// is 0 where they do so without growing.
func (s Schedule) step() int64 {
	rest := s.rest() << places
	step := max(2*(rest/s.left-s.size)/(s.left+1), 0)
	switch {
	case s.size+s.left*step <= s.reach || s.reach == 0:
		return step
	case s.reach <= s.size: // As even as can be.
		return max(step, min((rest/s.left+one)&^(one-1)-s.size, one))
	default:
		return max(step, s.steeper(rest))
	}
}

// steeper is the step of sizes that grow up to the reach and no further, so that earlier chunks compensate for those that the hold would
// cut. It is at most a quarter of the way. One chunk is planned to spare, for an uneven pace.
func (s Schedule) steeper(rest int64) int64 {
	way, spare := float64(s.reach-s.size), 0.0
	if left := s.left - 1; rest/left < s.reach {
		spare = float64(left*s.reach - rest)
	}
	return int64(way * way / (way + 2*max(spare, 1.5*way)))
}

// withHold is the schedule of an answer whose text can be held for a limited time. Its pace is the tokens in the time since its first
// chunk. The reach is a token less than what comes in the hold, because no engine is quite even.
func (s Schedule) withHold(hold time.Duration, tokens int64, since time.Duration) Schedule {
	s.reach = 0
	if hold > 0 && tokens > 0 && since > 0 {
		come := float64(tokens) * float64(hold) / float64(since)
		s.reach = max(int64(min(come, mostTokens))-1, 0) << places
	}
	return s
}
