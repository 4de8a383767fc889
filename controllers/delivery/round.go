// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

// round is the work for one backend. All of it is guarded by the deliverer's lock, but for hurry.
type round struct {
	parcel Parcel
	status Status
	failed int // attempts of this parcel
	// stop ends the goroutine that is on the way; nil: there is none.
	stop context.CancelFunc
	// hurry ends a pause.
	hurry chan struct{}
}

// take makes a parcel the one to deliver.
func (r *round) take(p Parcel) {
	r.parcel, r.status, r.failed = p, Status{}, 0
	r.nudge()
}

func (r *round) nudge() {
	select {
	case r.hurry <- struct{}{}:
	default:
	}
}

// walk attempts until the latest parcel is taken.
func (d *Deliverer) walk(ctx context.Context, backend types.NamespacedName, r *round) {
	for {
		p := d.next(r)
		outcome := attempt(ctx, d.client, p)
		if ctx.Err() != nil {
			return // nobody wants to know any more
		}
		rest, on := d.note(backend, r, p, outcome)
		if !on || !idle(ctx, rest, r.hurry) {
			return
		}
	}
}

// next is the parcel to attempt now; whoever hurried, hurried for this one.
func (d *Deliverer) next(r *round) Parcel {
	d.mu.Lock()
	defer d.mu.Unlock()
	select {
	case <-r.hurry:
	default:
	}
	return r.parcel
}

// note keeps what an attempt came to, and says how long to wait before the next; on tells whether there is one.
func (d *Deliverer) note(backend types.NamespacedName, r *round, p Parcel, outcome result) (rest time.Duration, on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !r.parcel.same(p) {
		return 0, true // it was for an older one
	}
	before := r.status
	r.status = Status{Taken: outcome.trouble == "", Trouble: outcome.trouble}
	if r.status != before {
		defer d.wake(backend)
	}
	if r.status.Taken {
		r.parcel.Body, r.parcel.Secret, r.stop = nil, nil, nil
		return 0, false
	}
	r.failed++
	return pause(r.failed, outcome.after), true
}

// idle waits, or until somebody hurries; it tells whether to go on.
func idle(ctx context.Context, rest time.Duration, hurry <-chan struct{}) bool {
	timer := time.NewTimer(rest)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-hurry:
	case <-timer.C:
	}
	return true
}
