// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sense

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/decide"
)

// hurry is by how much the next check comes sooner while the streak of the last ones is unsettled.
const hurry = 8

// check is one kind of check of one engine: when it is due, and what it has come to. The watch's goroutine owns it.
type check struct {
	kind       Kind
	canary     Canary // of a canary
	cadence    Cadence
	thresholds decide.Thresholds
	weighs     bool // whether it counts towards the engine's health

	streak  decide.Streak
	due     time.Time
	running bool
}

// result is what one run of a check came to.
type result struct {
	outcome decide.Outcome
	// wait is how long the engine asked to be left alone.
	wait time.Duration
	// note is what else the watch should remember; nil: nothing.
	note func(*watch)
	// began and ended are set by the watch.
	began, ended time.Time
}

// task runs a check; its context ends at the check's timeout.
type task func(ctx context.Context) result

// settle learns from a result and says when the check is due again.
func (c *check) settle(r result) {
	c.running = false
	c.streak = c.streak.Learn(r.outcome, c.thresholds)
	c.due = c.next(r)
}

// next is a period after the last beginning. While the streak is unsettled it is an eighth of the period after the last
// end, so that a first failure is soon confirmed. A saturated engine is left alone for at least a period.
func (c *check) next(r result) time.Time {
	if r.outcome.Verdict == decide.Inconclusive {
		return r.ended.Add(max(r.wait, jitter(c.cadence.Period)))
	}
	if c.streak.Unsettled() {
		return r.ended.Add(jitter(c.cadence.Period / hurry))
	}
	return later(r.began.Add(jitter(c.cadence.Period)), r.ended)
}

// failing tells whether the latest run that counts failed.
func (c *check) failing() bool { return c.streak.Verdict == decide.Fail }

// passing tells whether the latest run that counts passed.
func (c *check) passing() bool { return c.streak.Verdict == decide.Pass }

// forget drops what was learned, for an engine that is no longer the one it was learned from.
func (c *check) forget(now time.Time) {
	c.streak = decide.Streak{}
	c.due = now
}

// jitter shortens a period by up to a tenth, so that checks of many engines spread out. It never lengthens it: the
// bounds on how soon a failure is found are worked out from the full period.
func jitter(period time.Duration) time.Duration {
	return period - time.Duration(rand.Int64N(int64(period/10)+1)) //nolint:gosec // spreading load needs no secrecy
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
