// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit

import (
	"math"
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/memory"
	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// DefaultMaxBody is the default of Options.MaxBody, in bytes: several times the longest prompt that an engine takes.
const DefaultMaxBody = 4 << 20

// DefaultMaxBodies is the default of Options.MaxBodies, in bytes: thousands of usual prompts.
const DefaultMaxBodies = 64 << 20

// Options configure admission.
type Options struct {
	// Policy gives the policy that holds now; nil: none is known yet, and no client is let in.
	Policy func() *Policy
	// MaxBody is how large a body may be, in bytes.
	MaxBody int64
	// MaxBodies is how large the bodies of all requests may be together, as far as they were read, in bytes; 0: no bound. Where there are
	// several keys, each may take half of it.
	MaxBodies int64
	// Observer is notified of what was refused.
	Observer record.Observer
}

// Handler admits requests to the next handler.
type Handler struct {
	Options
	next     http.Handler
	limiters limiters
	bodies   *memory.Budget
}

// New makes a handler that admits requests to the next one.
func New(next http.Handler, o Options) *Handler {
	if o.MaxBodies <= 0 {
		o.MaxBodies = math.MaxInt64
	}
	return &Handler{Options: o, next: next, bodies: memory.New(o.MaxBodies)}
}

// free paths need no key: load balancers request them.
func free(path string) bool { return path == "/" || path == "/health" }

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	id := record.ID(r.Header)
	r.URL.Path, r.URL.RawPath = protocol.CanonicalPath(r.URL.Path), ""
	if free(r.URL.Path) {
		h.pass(w, r, "")
		return
	}
	policy := h.Policy()
	name, leave, refused := h.admit(policy, r, began)
	if refused != nil {
		w.Header().Set(record.HeaderID, id)
		refused.write(w, r.URL.Path)
		h.Observer.Finished(r.Context(), record.Record{
			ID: id, Key: name, Status: refused.status, Outcome: record.Refused, Message: refused.message,
			Began: began, Duration: time.Since(began),
		})
		return
	}
	defer leave()
	defer h.bind(w, r, name, policy.Keys.Len())()
	h.pass(w, r, name)
}

// admit decides whether a request is let in; leave must be called at its end.
func (h *Handler) admit(policy *Policy, r *http.Request, now time.Time) (name string, leave func(), refused *refusal) {
	if policy == nil {
		return "", nil, unknownYet
	}
	name, known := policy.identify(r.Header)
	if !known {
		return "", nil, noKey
	}
	if r.ContentLength > h.MaxBody {
		return name, nil, tooLarge(h.MaxBody)
	}
	release, wait := h.limiters.enter(name, policy.Limits, now)
	if release == nil {
		return name, nil, tooMuch(wait)
	}
	return name, release, nil
}

// pass hands a request on. The key stays here: an engine has one of its own.
func (h *Handler) pass(w http.ResponseWriter, r *http.Request, name string) {
	r.Header.Del("Authorization")
	r.Header.Del("X-Api-Key")
	h.next.ServeHTTP(w, r.WithContext(record.WithKey(r.Context(), name)))
}
