// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// meters count what each key asks for. There is one for each name of a key, so that their number is bounded by whoever gives keys out.
type meters struct {
	mu    sync.Mutex
	byKey map[string]*meter // guarded by mu
}

type meter struct {
	limiter *rate.Limiter
	active  int
}

// busy is when to come back where too many requests of a key are on their way: nobody knows when one ends.
const busy = time.Second

// enter counts a request in. wait is how long to wait before another try where it is beyond the limits; leave counts it out.
func (m *meters) enter(name string, limits Limits, now time.Time) (leave func(), wait time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	one := m.of(name)
	if limits.Concurrent > 0 && one.active >= limits.Concurrent {
		return nil, busy
	}
	if wait := one.take(limits.RequestsPerMinute, now); wait > 0 {
		return nil, wait
	}
	one.active++
	return func() { m.leave(one) }, 0
}

func (m *meters) leave(one *meter) {
	m.mu.Lock()
	defer m.mu.Unlock()
	one.active--
}

func (m *meters) of(name string) *meter {
	one := m.byKey[name]
	if one == nil {
		if m.byKey == nil {
			m.byKey = map[string]*meter{}
		}
		one = &meter{}
		m.byKey[name] = one
	}
	return one
}

// take takes a token out of the bucket; 0: there was one, or there is no limit.
func (one *meter) take(perMinute int, now time.Time) time.Duration {
	if perMinute <= 0 {
		one.limiter = nil
		return 0
	}
	one.fit(perMinute, now)
	reserved := one.limiter.ReserveN(now, 1)
	wait := reserved.DelayFrom(now)
	if wait > 0 {
		reserved.CancelAt(now)
	}
	return wait
}

// fit makes the bucket one of this limit, keeping what is in it.
func (one *meter) fit(perMinute int, now time.Time) {
	limit, burst := rate.Limit(float64(perMinute)/60), max(perMinute/6, 1)
	switch {
	case one.limiter == nil:
		one.limiter = rate.NewLimiter(limit, burst)
	case one.limiter.Limit() != limit:
		one.limiter.SetLimitAt(now, limit)
		one.limiter.SetBurstAt(now, burst)
	}
}
