// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"time"

	"golang.org/x/time/rate"
)

// limiters keep the work that the watch makes within the plan's limits. A nil limiter lets everything through.
type limiters struct {
	limits  Limits
	tokens  *rate.Limiter
	streams *rate.Limiter
	// shared: pulses and canaries draw from streams.
	shared bool
}

// spared is the share of the engine's own limit on streams that is left to others.
const spared = 2

func newLimiters(p *EngineConfig) *limiters {
	l := &limiters{limits: p.Limits, shared: len(p.Canaries) > 0}
	if n := p.Limits.TokensPerHour; n > 0 {
		l.tokens = rate.NewLimiter(rate.Limit(float64(n)/time.Hour.Seconds()), burst(p))
	}
	if n := p.Limits.StreamsPerMinute; n > 0 {
		l.streams = rate.NewLimiter(rate.Limit(float64(n)/spared/time.Minute.Seconds()), max(n/spared/2, 2))
	}
	return l
}

// burst is a quarter of an hour's tokens, and at least those of the longest canary, or it would never run.
func burst(p *EngineConfig) int {
	most := p.Limits.TokensPerHour / 4
	for _, c := range p.Canaries {
		most = max(most, c.MaxTokens)
	}
	return most
}

// let tells whether a check that is due may run now; otherwise it is put off until it may.
func (l *limiters) let(c *check, now time.Time) bool {
	var wait time.Duration
	switch c.kind {
	case KindPulse:
		if wait = l.yield(c, now); wait == 0 {
			wait = l.wait(l.streams, 1, c, now)
		}
	case KindCanary:
		wait = max(l.wait(l.tokens, c.canary.MaxTokens, c, now), l.wait(l.streams, 1, c, now))
	}
	if wait > 0 {
		c.due = now.Add(wait)
	}
	return wait == 0
}

// mostYields is how often in a row a pulse lets canaries go first: an engine that hangs is to be found all the same.
const mostYields = 3

// yield is how long a pulse waits so that one stream is left for a canary: pulses that are due more often than the engine's limit lets them
// would otherwise take each one as it comes.
func (l *limiters) yield(c *check, now time.Time) time.Duration {
	if l.streams == nil || !l.shared || c.streak.Unconfirmed() || c.yields >= mostYields {
		c.yields = 0
		return 0
	}
	lacking := 2 - l.streams.TokensAt(now)
	if lacking <= 0 {
		c.yields = 0
		return 0
	}
	c.yields++
	return max(time.Duration(lacking/float64(l.streams.Limit())*float64(time.Second)), time.Millisecond)
}

// wait takes n from a limiter, or tells how long to wait for them. A pulse that confirms a failure does not wait: to know soon is
// worth more, and what it takes is paid back by later ones.
func (l *limiters) wait(limiter *rate.Limiter, n int, c *check, now time.Time) time.Duration {
	if limiter == nil {
		return 0
	}
	taken := limiter.ReserveN(now, n)
	wait := taken.DelayFrom(now)
	if wait == 0 || c.kind == KindPulse && c.streak.Unconfirmed() {
		return 0
	}
	taken.CancelAt(now)
	return wait
}

// carry goes on with what was used up under an earlier plan with the same limits.
func (l *limiters) carry(before *worker) {
	if before.limits.limits == l.limits && burst(before.plan) == l.burst() {
		*l = *before.limits
	}
}

func (l *limiters) burst() int {
	if l.tokens == nil {
		return 0
	}
	return l.tokens.Burst()
}
