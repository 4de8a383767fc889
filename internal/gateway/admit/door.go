// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit

import (
	"math"
	"net/http"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
)

// DefaultMaxBody is how large a body may be where nothing is said, in bytes: several times the longest prompt that an engine takes.
const DefaultMaxBody = 4 << 20

// DefaultMaxBodies is how large the bodies of all requests under way may be together where nothing is said, in bytes: thousands of usual prompts.
const DefaultMaxBodies = 64 << 20

// Options are what a door needs.
type Options struct {
	// Policy is the one that holds now; nil: none is known yet, and nobody is let in.
	Policy func() *Policy
	// MaxBody is how large a body may be, in bytes.
	MaxBody int64
	// MaxBodies is how large the bodies of all requests that are let in may be together, in bytes; 0: no bound. One that does not tell its
	// size counts as MaxBody.
	MaxBodies int64
	// BodyTime is how long a client may take to send it; 0: half a minute.
	BodyTime time.Duration
	// Observer is told of what was refused.
	Observer record.Observer
}

// Door lets requests in to what is behind it.
type Door struct {
	Options
	next   http.Handler
	meters meters
	bodies *semaphore.Weighted
}

// New makes a door.
func New(next http.Handler, o Options) *Door {
	if o.BodyTime <= 0 {
		o.BodyTime = bodyTime
	}
	if o.MaxBodies <= 0 {
		o.MaxBodies = math.MaxInt64
	}
	return &Door{Options: o, next: next, bodies: semaphore.NewWeighted(o.MaxBodies)}
}

// free paths need no key: load balancers ask them.
func free(path string) bool { return path == "/" || path == "/health" }

// ServeHTTP implements http.Handler.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	id := record.ID(r.Header)
	if free(r.URL.Path) {
		d.pass(w, r, "")
		return
	}
	name, leave, refused := d.admit(r, began)
	if refused != nil {
		w.Header().Set(record.HeaderID, id)
		refused.tell(w, r.URL.Path)
		d.Observer.Finished(r.Context(), record.Record{ID: id, Key: name, Status: refused.status, Outcome: record.Refused, Message: refused.message,
			Began: began, Duration: time.Since(began)})
		return
	}
	defer leave()
	r.Body = d.bind(w, r)
	d.pass(w, r, name)
}

// admit tells whether a request is let in; leave must be called at its end.
func (d *Door) admit(r *http.Request, now time.Time) (name string, leave func(), refused *refusal) {
	policy := d.Policy()
	if policy == nil {
		return "", nil, unknownYet
	}
	name, known := policy.asker(r.Header)
	if !known {
		return "", nil, noKey
	}
	if r.ContentLength > d.MaxBody {
		return name, nil, tooLarge(d.MaxBody)
	}
	size := d.sizeOf(r)
	if !d.bodies.TryAcquire(size) {
		return name, nil, full
	}
	counted, wait := d.meters.enter(name, policy.Limits, now)
	if counted == nil {
		d.bodies.Release(size)
		return name, nil, tooMuch(wait)
	}
	return name, func() { counted(); d.bodies.Release(size) }, nil
}

// sizeOf is how much a body may take.
func (d *Door) sizeOf(r *http.Request) int64 {
	if r.ContentLength < 0 {
		return d.MaxBody
	}
	return r.ContentLength
}

// pass hands a request on. The key stays here: an engine has one of its own.
func (d *Door) pass(w http.ResponseWriter, r *http.Request, name string) {
	r.Header.Del("Authorization")
	r.Header.Del("X-Api-Key")
	d.next.ServeHTTP(w, r.WithContext(record.WithKey(r.Context(), name)))
}
