// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"context"
	"net/http"
	"sync"

	"k8s.io/apimachinery/pkg/types"
)

// Status is the status of a delivery.
type Status struct {
	// Accepted: the webhook answered with 2xx.
	Accepted bool
	// Failure is why the latest attempt failed; empty: none has ended yet, or the delivery was accepted.
	Failure string
}

// Deliverer delivers the latest delivery of each backend.
type Deliverer struct {
	client  *http.Client
	changed func(backend types.NamespacedName)
	// life ends with Close, and with it every attempt.
	life context.Context
	end  context.CancelFunc
	work sync.WaitGroup

	mu      sync.Mutex
	workers map[types.NamespacedName]*worker // guarded by mu, with the workers' fields
}

// New makes a deliverer that posts with a client, which must not follow redirects. changed is called whenever the
// status of a backend's delivery changes; it must not block.
func New(client *http.Client, changed func(backend types.NamespacedName)) *Deliverer {
	d := &Deliverer{client: client, changed: changed, workers: map[types.NamespacedName]*worker{}}
	d.life, d.end = context.WithCancel(context.Background())
	return d
}

// Deliver starts a delivery, in place of any earlier one of that backend, and returns its status without waiting for
// it. To deliver the same again changes nothing, unless the secret or the timeout differs: then it is attempted at
// once.
func (d *Deliverer) Deliver(backend types.NamespacedName, next Delivery) Status {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.workers[backend]
	if w != nil && w.delivery.URL != next.URL {
		d.drop(backend) // deliveries to two webhooks need no order
		w = nil
	}
	switch {
	case w == nil:
		w = &worker{wake: make(chan struct{}, 1)}
		d.workers[backend] = w
		w.replace(next)
	case !w.delivery.same(next):
		w.replace(next)
	case !w.status.Accepted && (w.delivery.Secret != next.Secret || w.delivery.Timeout != next.Timeout):
		w.delivery.Secret, w.delivery.Timeout = next.Secret, next.Timeout
		w.wakeUp()
	}
	d.start(backend, w)
	return w.status
}

// Forget ends the delivery of a backend.
func (d *Deliverer) Forget(backend types.NamespacedName) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.drop(backend)
}

func (d *Deliverer) drop(backend types.NamespacedName) {
	if w := d.workers[backend]; w != nil && w.stop != nil {
		w.stop()
	}
	delete(d.workers, backend)
}

// Close ends all deliveries, and waits until they have ended.
func (d *Deliverer) Close() {
	d.mu.Lock()
	d.end()
	d.mu.Unlock() // no worker is started from here on
	d.work.Wait()
}

// start starts a worker that has something to deliver and does not run. The lock is held.
func (d *Deliverer) start(backend types.NamespacedName, w *worker) {
	if w.status.Accepted || w.stop != nil || d.life.Err() != nil {
		return
	}
	ctx, stop := context.WithCancel(d.life)
	w.stop = stop
	d.work.Go(func() {
		defer stop()
		d.run(ctx, backend, w)
	})
}
