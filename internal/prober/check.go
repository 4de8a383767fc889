// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// check is one kind of check of one engine: when it is due, and what it has shown. The worker's loop owns it.
type check struct {
	kind       Kind
	canary     Canary // of a canary
	cadence    Cadence
	thresholds health.Thresholds
	counts     bool // towards the engine's health

	follower *check // goes through the route, right after this one
	leader   *check // goes straight to the engine, right before this one; nil: this one is scheduled by itself

	streak   health.Streak
	refusals int // runs in a row that the engine had no room for
	yielded  int // times in a row that a pulse let canaries go first

	due     time.Time
	running bool
	discard bool               // the result of the run under way is dropped
	cancel  context.CancelFunc // ends the run under way
}

// task runs a check, and bounds its own time.
type task func(ctx context.Context) result

// withTimeout bounds the time of a task.
func withTimeout(d time.Duration, do task) task {
	return func(ctx context.Context) result {
		ctx, cancel := context.WithTimeout(ctx, d)
		defer cancel()
		return do(ctx)
	}
}

// result is what one run of a check came to.
type result struct {
	outcome    health.Outcome
	retryAfter time.Duration // how long the engine asked to be left alone
	update     func(*memory) // what else to remember; nil: nothing
	run        *Run          // of a canary

	// The worker sets these.
	check        *check
	began, ended time.Time
	cutOff       bool // the run was ended early, and shows nothing
}

// resultOf is the result of a check that ended with a fault, or without one.
func resultOf(f *engine.Fault) result {
	r := result{outcome: outcomeOf(f)}
	if f != nil {
		r.retryAfter = f.RetryAfter
	}
	return r
}

// record continues the streak with a result.
func (c *check) record(r result) {
	c.streak = c.streak.Record(r.outcome, c.thresholds)
	c.refusals++
	if r.outcome.Verdict != health.Inconclusive {
		c.refusals = 0
	}
}

// lastPassed reports whether the latest run that counts passed.
func (c *check) lastPassed() bool { return c.streak.Verdict == health.Pass }

// isSettled reports whether a request to continue an answer had a clear answer: from then on, the check only asks for the version.
func (c *check) isSettled() bool { return c.lastPassed() }

// cutOff ends the run under way, if there is one. The check is due at once in its place.
func (c *check) cutOff(now time.Time) {
	if c.running {
		c.discard, c.due = true, now
		c.cancel()
	}
}

// reset forgets what was recorded, and cuts off the run under way, because the engine may be another process now.
func (c *check) reset(now time.Time) {
	c.cutOff(now)
	c.streak, c.due = health.Streak{}, now
}
