// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sense

import (
	"slices"
	"time"
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
		c.twin.waits = true
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
