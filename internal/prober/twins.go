// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

// pair makes twins of canaries that go both straight and through the route: the second goes right after the first, so that
// what differs between them is the way and not the hour.
func pair(canaries []*check) {
	for _, c := range canaries {
		i := slices.IndexFunc(canaries, func(other *check) bool { return other.canary.Name == c.canary.Name && other.canary.Route })
		if i < 0 || c.canary.Route {
			continue
		}
		c.twin = canaries[i]
		c.twin.waits, c.twin.leader = true, c
		c.twin.due = c.twin.due.Add(never)
	}
}

// never is longer than any period.
const never = 1000 * 24 * time.Hour

// callTwin has the twin go next. After the twin, it waits to be called again.
func (c *check) callTwin(now time.Time) {
	switch {
	case c.twin != nil:
		c.twin.due = time.Time{} // before all others: nothing may come between twins
	case c.waits:
		c.due = now.Add(never)
	}
}

// confirmAfter is how soon a first failure through the route is looked at again, however long the period: what carries the route may just
// have been placed, or be about to move.
const confirmAfter = 15 * time.Second

// confirm has it looked at again. A twin is called by its leader, so that there is something to compare with.
func (c *check) confirm(r result) {
	if !c.canary.Route || c.streak.Verdict != health.Fail || c.streak.Count != 1 || r.outcome.Verdict != health.Fail {
		return
	}
	next := c
	if c.leader != nil {
		next = c.leader
	}
	if soon := r.began.Add(confirmAfter); soon.Before(next.due) {
		next.due = later(soon, r.ended.Add(next.alone(r.wait)))
	}
}
