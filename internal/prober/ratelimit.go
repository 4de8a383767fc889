// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"time"

	"golang.org/x/time/rate"
)

// rateLimits keep the work that checks cause within the configured limits. A nil limiter lets everything through.
type rateLimits struct {
	limits  Limits
	tokens  *rate.Limiter
	streams *rate.Limiter
	shared  bool // pulses are not alone in taking from streams; the worker sets it
}

// leftToOthers: one part in two of the engine's own limit on streams is left to others.
const leftToOthers = 2

func newRateLimits(c *EngineConfig) *rateLimits {
	l := &rateLimits{limits: c.Limits}
	if n := c.Limits.TokensPerHour; n > 0 {
		l.tokens = rate.NewLimiter(rate.Limit(float64(n)/time.Hour.Seconds()), tokenBurst(c))
	}
	if n := c.Limits.StreamsPerMinute; n > 0 {
		l.streams = rate.NewLimiter(rate.Limit(float64(n)/leftToOthers/time.Minute.Seconds()), max(n/leftToOthers/2, 2))
	}
	return l
}

// tokenBurst is a quarter of an hour's tokens, and at least those of the longest check, which could otherwise never run.
func tokenBurst(c *EngineConfig) int {
	most := c.Limits.TokensPerHour / 4
	if c.Continuation {
		most = max(most, continuationTokens)
	}
	for _, canary := range c.Canaries {
		most = max(most, canary.MaxTokens)
	}
	return most
}

// allow reports whether a check that is due may run now; otherwise the check is due when it may.
func (l *rateLimits) allow(c *check, now time.Time) bool {
	var delay time.Duration
	switch c.kind {
	case KindPulse:
		if delay = l.yield(c, now); delay == 0 {
			delay = l.take(l.streams, 1, c, now)
		}
	case KindCanary:
		delay = max(l.take(l.tokens, c.canary.MaxTokens, c, now), l.take(l.streams, 1, c, now))
	case kindContinuation:
		if !c.isSettled() {
			delay = max(l.take(l.tokens, continuationTokens, c, now), l.take(l.streams, 1, c, now))
		}
	}
	if delay > 0 {
		c.due = now.Add(delay)
	}
	return delay == 0
}

// maxYields is how often in a row a pulse lets canaries go first: a hung engine must be found all the same.
const maxYields = 3

// yield is how long a pulse waits so that one stream is left for a canary. Pulses that are due more often than the engine's limit
// allows would otherwise take each stream as it comes.
func (l *rateLimits) yield(c *check, now time.Time) time.Duration {
	if l.streams == nil || !l.shared || c.streak.Unconfirmed() || c.yielded >= maxYields {
		c.yielded = 0
		return 0
	}
	lacking := 2 - l.streams.TokensAt(now)
	if lacking <= 0 {
		c.yielded = 0
		return 0
	}
	c.yielded++
	return max(time.Duration(lacking/float64(l.streams.Limit())*float64(time.Second)), time.Millisecond)
}

// take takes n from a limiter, or reports how long to wait for them. A pulse that confirms a failure does not wait: an early
// result is worth more, and later pulses wait for what it took.
func (l *rateLimits) take(limiter *rate.Limiter, n int, c *check, now time.Time) time.Duration {
	if limiter == nil {
		return 0
	}
	reservation := limiter.ReserveN(now, n)
	delay := reservation.DelayFrom(now)
	if delay == 0 || c.kind == KindPulse && c.streak.Unconfirmed() {
		return 0
	}
	reservation.CancelAt(now)
	return delay
}

// inherit keeps what was used up under an earlier config with the same limits.
func (l *rateLimits) inherit(before *rateLimits, config *EngineConfig) {
	if before.limits == l.limits && tokenBurst(config) == l.tokenBurst() {
		*l = *before
	}
}

func (l *rateLimits) tokenBurst() int {
	if l.tokens == nil {
		return 0
	}
	return l.tokens.Burst()
}
