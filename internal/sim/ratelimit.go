// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"sync"
	"time"
)

// rateLimit allows a number of generations in any minute.
type rateLimit struct {
	mu    sync.Mutex // guards spent
	spent []time.Time
}

// allow says whether one more is allowed now; perMinute 0 allows all.
func (q *rateLimit) allow(now time.Time, perMinute int) bool {
	if perMinute <= 0 {
		return true
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.spent) > 0 && now.Sub(q.spent[0]) >= time.Minute {
		q.spent = q.spent[1:]
	}
	if len(q.spent) >= perMinute {
		return false
	}
	q.spent = append(q.spent, now)
	return true
}
