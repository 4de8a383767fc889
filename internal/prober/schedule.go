// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"math/rand/v2"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

// confirmDivisor is by how much the next check comes sooner while the streak is unconfirmed.
const confirmDivisor = 8

// schedule sets when the check is due after a result.
func (c *check) schedule(r result) { c.due = c.next(r) }

// next is one period after the last run began; while the streak is unconfirmed, an eighth of a period, so that a first failure
// is soon confirmed. An engine that asks to be left alone gets no generations for that time. Probes continue all the same: they
// cost the engine nothing, and without them its death would go unnoticed.
func (c *check) next(r result) time.Time {
	period := c.cadence.Period << c.backoff()
	if c.kind == kindContinuation && r.outcome.Verdict == health.Inconclusive {
		period = continuationRetry << min(c.refusals-1, maxRetryDoublings)
	}
	if c.streak.Unconfirmed() && r.outcome.Verdict != health.Inconclusive {
		period /= confirmDivisor
	}
	due := later(r.began.Add(jitter(period)), r.ended)
	if c.kind == KindProbe {
		return due
	}
	return later(due, r.ended.Add(c.honored(r.retryAfter)))
}

// maxPulseDelay is the longest that an engine may keep pulses away, because a hang in that time must be found.
const maxPulseDelay = 30 * time.Second

// honored is how much of the time that an engine asks for it is left alone.
func (c *check) honored(retryAfter time.Duration) time.Duration {
	if c.kind == KindPulse {
		return min(retryAfter, max(maxPulseDelay, 2*c.cadence.Period))
	}
	return retryAfter
}

// maxBackoff makes a canary run a quarter as often.
const maxBackoff = 2

// backoff is by how many doublings the period of a canary grows while the engine has no room for it several times in a row.
func (c *check) backoff() int {
	if c.kind != KindCanary {
		return 0
	}
	return min(max(c.refusals-1, 0), maxBackoff)
}

// jitter shortens a period by up to a tenth, so that checks of many engines spread out. It never lengthens the period: the
// bounds on how soon a failure is found follow from the full period.
func jitter(period time.Duration) time.Duration {
	return period - time.Duration(rand.Int64N(int64(period/10)+1)) //nolint:gosec // spreading load needs no secrecy
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
