// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

// worker delivers for one backend. Its fields are guarded by the lock of the Deliverer, except for wake.
type worker struct {
	delivery Delivery
	status   Status
	failed   int // attempts of this delivery
	// stop ends the goroutine; nil: none runs.
	stop context.CancelFunc
	// wake ends a backoff.
	wake chan struct{}
}

// replace makes the worker attempt another delivery.
func (w *worker) replace(d Delivery) {
	w.delivery, w.status, w.failed = d, Status{}, 0
	w.wakeUp()
}

func (w *worker) wakeUp() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// run attempts until the latest delivery is accepted.
func (d *Deliverer) run(ctx context.Context, backend types.NamespacedName, w *worker) {
	for {
		next := d.next(w)
		outcome := attempt(ctx, d.client, next)
		if ctx.Err() != nil {
			return // the outcome no longer matters
		}
		wait, retry := d.record(backend, w, next, outcome)
		if !retry || !sleep(ctx, wait, w.wake) {
			return
		}
	}
}

// next returns the delivery to attempt now, which is the one that the worker was woken for, if it was.
func (d *Deliverer) next(w *worker) Delivery {
	d.mu.Lock()
	defer d.mu.Unlock()
	select {
	case <-w.wake:
	default:
	}
	return w.delivery
}

// record records the outcome of an attempt. It returns whether to retry, and how long to wait before.
func (d *Deliverer) record(backend types.NamespacedName, w *worker, attempted Delivery, outcome result) (wait time.Duration, retry bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !w.delivery.same(attempted) {
		return 0, true // it was replaced meanwhile
	}
	before := w.status
	w.status = Status{Accepted: outcome.failure == "", Failure: outcome.failure}
	if w.status != before {
		defer d.changed(backend)
	}
	if w.status.Accepted {
		w.delivery.Body, w.delivery.Secret, w.stop = nil, "", nil
		return 0, false
	}
	w.failed++
	return backoff(w.failed, outcome.retryAfter), true
}

// sleep waits for a time, or until it is woken; it reports whether to go on.
func sleep(ctx context.Context, wait time.Duration, wake <-chan struct{}) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-wake:
	case <-timer.C:
	}
	return true
}
