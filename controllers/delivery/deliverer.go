// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"bytes"
	"context"
	"net/http"
	"sync"

	"k8s.io/apimachinery/pkg/types"
)

// Status is how far a parcel is.
type Status struct {
	// Taken: the webhook answered with 2xx.
	Taken bool
	// Trouble is why the latest attempt failed; empty: none has ended yet, or it was taken.
	Trouble string
}

// Deliverer delivers the latest parcel of each backend.
type Deliverer struct {
	client *http.Client
	wake   func(backend types.NamespacedName)
	// life ends with Close, and with it every attempt.
	life context.Context
	end  context.CancelFunc
	work sync.WaitGroup

	mu     sync.Mutex
	rounds map[types.NamespacedName]*round // guarded by mu, with all that is in them
}

// New makes a deliverer that posts by a client, which must not follow redirects. wake is called whenever the status of a backend's parcel
// has changed; it must not block.
func New(client *http.Client, wake func(backend types.NamespacedName)) *Deliverer {
	d := &Deliverer{client: client, wake: wake, rounds: map[types.NamespacedName]*round{}}
	d.life, d.end = context.WithCancel(context.Background())
	return d
}

// Want has a parcel delivered, in place of whatever was wanted of that backend before, and tells how far it is. It does not wait for it. To want
// the same parcel again changes nothing, unless it has another secret or timeout: then it is tried at once.
func (d *Deliverer) Want(backend types.NamespacedName, p Parcel) Status {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.rounds[backend]
	if r != nil && r.parcel.URL != p.URL {
		d.drop(backend) // there is no order to keep between two webhooks
		r = nil
	}
	switch {
	case r == nil:
		r = &round{hurry: make(chan struct{}, 1)}
		d.rounds[backend] = r
		r.take(p)
	case !r.parcel.same(p):
		r.take(p)
	case !r.status.Taken && (!bytes.Equal(r.parcel.Secret, p.Secret) || r.parcel.Timeout != p.Timeout):
		r.parcel.Secret, r.parcel.Timeout = p.Secret, p.Timeout
		r.nudge()
	}
	d.staff(backend, r)
	return r.status
}

// Forget ends what is under way for a backend.
func (d *Deliverer) Forget(backend types.NamespacedName) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.drop(backend)
}

func (d *Deliverer) drop(backend types.NamespacedName) {
	if r := d.rounds[backend]; r != nil && r.stop != nil {
		r.stop()
	}
	delete(d.rounds, backend)
}

// Close ends all that is under way, and waits until it has ended.
func (d *Deliverer) Close() {
	d.mu.Lock()
	d.end()
	d.mu.Unlock() // from here on nobody is sent out any more
	d.work.Wait()
}

// staff sends somebody out if there is something to deliver and nobody is on the way. The lock is held.
func (d *Deliverer) staff(backend types.NamespacedName, r *round) {
	if r.status.Taken || r.stop != nil || d.life.Err() != nil {
		return
	}
	ctx, stop := context.WithCancel(d.life)
	r.stop = stop
	d.work.Go(func() {
		defer stop()
		d.walk(ctx, backend, r)
	})
}
