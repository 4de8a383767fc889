// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiters limit the requests of each key. There is one for each name of a key, so that their number is bounded by the number of keys.
type limiters struct {
	mu    sync.Mutex
	byKey map[string]*limiter // guarded by mu
}

type limiter struct {
	rate   *rate.Limiter
	active int
}

// busy is the Retry-After for a key that has too many requests under way: when one will end is unknown.
const busy = time.Second

// enter counts a request in; leave counts it out. Where the request is beyond the limits, leave is nil and wait is how long to wait before
// another try.
func (l *limiters) enter(name string, limits Limits, now time.Time) (leave func(), wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.of(name)
	if limits.Concurrent > 0 && one.active >= limits.Concurrent {
		return nil, busy
	}
	if wait := one.take(limits.RequestsPerMinute, now); wait > 0 {
		return nil, wait
	}
	one.active++
	return func() { l.leave(one) }, 0
}

func (l *limiters) leave(one *limiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	one.active--
}

func (l *limiters) of(name string) *limiter {
	one := l.byKey[name]
	if one == nil {
		if l.byKey == nil {
			l.byKey = map[string]*limiter{}
		}
		one = &limiter{}
		l.byKey[name] = one
	}
	return one
}

// take takes a token out of the bucket. It returns 0 if there was one, or if there is no limit, and else how long to wait for one.
func (one *limiter) take(perMinute int, now time.Time) time.Duration {
	if perMinute <= 0 {
		one.rate = nil
		return 0
	}
	one.fit(perMinute, now)
	reserved := one.rate.ReserveN(now, 1)
	wait := reserved.DelayFrom(now)
	if wait > 0 {
		reserved.CancelAt(now)
	}
	return wait
}

// fit changes the limit of the bucket, and keeps what is in it.
func (one *limiter) fit(perMinute int, now time.Time) {
	limit, burst := rate.Limit(float64(perMinute)/60), max(perMinute/6, 1)
	switch {
	case one.rate == nil:
		one.rate = rate.NewLimiter(limit, burst)
	case one.rate.Limit() != limit:
		one.rate.SetLimitAt(now, limit)
		one.rate.SetBurstAt(now, burst)
	}
}
