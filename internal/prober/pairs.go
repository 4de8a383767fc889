// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

// pair links the canaries that go both straight to the engine and through the route: the run through the route follows right
// after the straight one, so that they differ by the path and not by the time of day.
func pair(canaries []*check) {
	for _, c := range canaries {
		i := slices.IndexFunc(canaries, func(other *check) bool { return other.canary.Name == c.canary.Name && other.canary.Route })
		if i < 0 || c.canary.Route {
			continue
		}
		c.follower, canaries[i].leader = canaries[i], c
		c.follower.due = c.follower.due.Add(never)
	}
}

// never is longer than any period.
const never = 1000 * 24 * time.Hour

// schedulePair sets when the other run of a pair is due after a result.
func (c *check) schedulePair(r result) {
	switch {
	case c.follower != nil:
		c.follower.due = time.Time{} // before all others: nothing may come between paired runs
	case c.leader != nil:
		c.due = r.ended.Add(never) // the leader schedules it
	}
}

// confirmAfter is how soon a first failure through the route is checked again, however long the period: the route may just have
// been applied, or be about to move.
const confirmAfter = 15 * time.Second

// confirmRouteFailure schedules the run again soon after a first failure through the route. For paired runs that is the leader's,
// so that there is a straight run to compare with.
func (c *check) confirmRouteFailure(r result) {
	if !c.canary.Route || c.streak.Verdict != health.Fail || c.streak.Count != 1 || r.outcome.Verdict != health.Fail {
		return
	}
	next := c
	if c.leader != nil {
		next = c.leader
	}
	if soon := r.began.Add(confirmAfter); soon.Before(next.due) {
		next.due = later(soon, r.ended.Add(next.honored(r.retryAfter)))
	}
}
