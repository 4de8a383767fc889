// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"maps"
	"slices"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// subscriber is an open page. The changes that it has yet to get are a set of names, which cannot grow beyond the number of
// backends.
type subscriber struct {
	hub        *hub
	changed    map[string]struct{} // guarded by hub.mu
	sentHealth Health              // guarded by hub.mu
	complete   bool                // guarded by hub.mu; it got all backends once
	wakeup     chan struct{}       // capacity 1: there is something to take
}

// update is what a subscriber gets at once.
type update struct {
	health  *Health // nil if it has not changed
	changed []*v1alpha1.CodeGenBackend
	deleted []string
	listed  bool // with this update, the subscriber has all backends
}

// subscribe adds a subscriber that has yet to get all backends.
func (h *hub) subscribe() *subscriber {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := &subscriber{hub: h, changed: map[string]struct{}{}, wakeup: make(chan struct{}, 1)}
	for key := range h.backends {
		r.changed[key] = struct{}{}
	}
	h.subscribers[r] = struct{}{}
	r.wake()
	return r
}

// unsubscribe removes the subscriber.
func (r *subscriber) unsubscribe() {
	r.hub.mu.Lock()
	defer r.hub.mu.Unlock()
	delete(r.hub.subscribers, r)
}

// wake never blocks: if a wakeup is pending already, it covers this one as well.
func (r *subscriber) wake() {
	select {
	case r.wakeup <- struct{}{}:
	default:
	}
}

// take returns the pending update and clears it. There are no backends in it before the first list is complete.
func (r *subscriber) take() update {
	r.hub.mu.Lock()
	defer r.hub.mu.Unlock()
	var u update
	if r.sentHealth != r.hub.health {
		r.sentHealth = r.hub.health
		health := r.sentHealth
		u.health = &health
	}
	if !r.hub.listed {
		return u
	}
	u.listed, r.complete = !r.complete, true
	for _, key := range slices.Sorted(maps.Keys(r.changed)) {
		if b := r.hub.backends[key]; b != nil {
			u.changed = append(u.changed, b)
		} else {
			u.deleted = append(u.deleted, key)
		}
	}
	clear(r.changed)
	return u
}
