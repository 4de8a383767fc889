// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

// hurry is by how much the next check comes sooner while the streak of the last ones is unsettled.
const hurry = 8

// check is one kind of check of one engine: when it is due, and what it has come to. The watch's goroutine owns it.
type check struct {
	kind       Kind
	canary     Canary // of a canary
	cadence    Cadence
	thresholds health.Thresholds
	weighs     bool // whether it counts towards the engine's health

	twin    *check // goes through the route, right after this one
	leader  *check // goes straight, right before this one
	waits   bool   // goes right after its twin, and never by itself
	refused int    // runs in a row that the engine had no room for
	yields  int    // how often in a row a pulse let canaries go first

	streak  health.Streak
	due     time.Time
	running bool
	void    bool               // the run under way says nothing any more
	cut     context.CancelFunc // ends the run under way
}

// result is what one run of a check came to.
type result struct {
	outcome health.Outcome
	// wait is how long the engine asked to be left alone.
	wait time.Duration
	// note is what else the watch should remember; nil: nothing.
	note func(*worker)
	// began and ended are set by the worker.
	began, ended time.Time
}

// task runs a check, and bounds its own time.
type task func(ctx context.Context) result

// within bounds the time of a task.
func within(d time.Duration, do task) task {
	return func(ctx context.Context) result {
		ctx, cancel := context.WithTimeout(ctx, d)
		defer cancel()
		return do(ctx)
	}
}

// settle learns from a result and says when the check is due again.
func (c *check) settle(r result) {
	c.streak = c.streak.Record(r.outcome, c.thresholds)
	c.count(r.outcome)
	c.due = c.next(r)
	c.callTwin(r.ended)
	c.confirm(r)
}

// count counts refusals in a row.
func (c *check) count(o health.Outcome) {
	c.refused++
	if o.Verdict != health.Inconclusive {
		c.refused = 0
	}
}

// next is a period after the last beginning; while the streak is unsettled, an eighth of it, so that a first failure is soon
// confirmed. An engine that asks to be left alone is not asked to generate. Probes go on all the same: they cost it nothing,
// and whoever is not probed may die unnoticed.
func (c *check) next(r result) time.Time {
	period := c.cadence.Period << c.patience()
	if c.streak.Unconfirmed() && r.outcome.Verdict != health.Inconclusive {
		period /= hurry
	}
	turn := later(r.began.Add(jitter(period)), r.ended)
	if c.kind == KindProbe {
		return turn
	}
	return later(turn, r.ended.Add(c.alone(r.wait)))
}

// mostAlone is the longest that an engine may keep pulses away: one that hangs meanwhile must be found.
const mostAlone = 30 * time.Second

// alone is how long to leave an engine alone that asks for it.
func (c *check) alone(asked time.Duration) time.Duration {
	if c.kind == KindPulse {
		return min(asked, max(mostAlone, 2*c.cadence.Period))
	}
	return asked
}

// mostPatience makes a canary come four times as rarely.
const mostPatience = 2

// patience is by how many doublings a canary stays away from an engine that had no room for it several times in a row.
func (c *check) patience() int {
	if c.kind != KindCanary {
		return 0
	}
	return min(max(c.refused-1, 0), mostPatience)
}

// passing tells whether the latest run that counts passed.
func (c *check) passing() bool { return c.streak.Verdict == health.Pass }

// abandon gives up the run under way, if there is one. The check is due at once in its place.
func (c *check) abandon(now time.Time) {
	if c.running {
		c.void, c.due = true, now
		c.cut()
	}
}

// forget drops what was learned, and what is just being learned, for an engine that may be another one now.
func (c *check) forget(now time.Time) {
	c.abandon(now)
	c.streak, c.due = health.Streak{}, now
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
