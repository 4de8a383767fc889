// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// crashBurst is how many requests of one key may break both engines before its requests are no longer sent to a second one, and
	// crashPeriod the time after which one more may.
	crashBurst  = 5
	crashPeriod = 10 * time.Second
)

// retries is the retry budget of each API key: what it costs is a request over which both engines broke. An engine that dies costs its
// clients nothing, because the other one answers; a client whose requests kill engines soon kills one engine a request, and not two.
type retries struct {
	mu    sync.Mutex
	byKey map[string]*rate.Limiter // guarded by mu; the names of keys are bounded
}

func (r *retries) of(key string) *rate.Limiter {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.byKey[key]
	if l == nil {
		if r.byKey == nil {
			r.byKey = map[string]*rate.Limiter{}
		}
		l = rate.NewLimiter(rate.Every(crashPeriod), crashBurst)
		r.byKey[key] = l
	}
	return l
}

// allow tells whether a request over which one engine broke may be sent to another one.
func (r *retries) allow(key string, now time.Time) bool { return r.of(key).TokensAt(now) >= 1 }

// spend notes that both engines broke over a request.
func (r *retries) spend(key string, now time.Time) { r.of(key).AllowN(now, 1) }
