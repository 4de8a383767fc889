// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"maps"
	"slices"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// reader is one page that is open. What it has not been told yet is a set of names, so that it cannot grow beyond the backends that there are.
type reader struct {
	hub     *hub
	changed map[string]struct{} // guarded by hub.mu
	told    Health              // guarded by hub.mu
	knows   bool                // guarded by hub.mu; it was told everything once
	news    chan struct{}       // holds one: there is something to take
}

// news is what a reader is told at once.
type news struct {
	health  *Health // nil: it is as before
	changed []*v1alpha1.CodeGenBackend
	gone    []string
	listed  bool // with this, everything was told
}

// subscribe makes a reader that is to be told everything.
func (h *hub) subscribe() *reader {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := &reader{hub: h, changed: map[string]struct{}{}, news: make(chan struct{}, 1)}
	for key := range h.backends {
		r.changed[key] = struct{}{}
	}
	h.readers[r] = struct{}{}
	r.wake()
	return r
}

// leave forgets the reader.
func (r *reader) leave() {
	r.hub.mu.Lock()
	defer r.hub.mu.Unlock()
	delete(r.hub.readers, r)
}

// wake never waits: a reader that was woken before has not looked yet.
func (r *reader) wake() {
	select {
	case r.news <- struct{}{}:
	default:
	}
}

// take is all that there is to tell, and forgets it. Before the list is known there is none to tell.
func (r *reader) take() news {
	r.hub.mu.Lock()
	defer r.hub.mu.Unlock()
	var n news
	if r.told != r.hub.health {
		r.told = r.hub.health
		health := r.told
		n.health = &health
	}
	if !r.hub.listed {
		return n
	}
	n.listed, r.knows = !r.knows, true
	for _, key := range slices.Sorted(maps.Keys(r.changed)) {
		if b := r.hub.backends[key]; b != nil {
			n.changed = append(n.changed, b)
		} else {
			n.gone = append(n.gone, key)
		}
	}
	clear(r.changed)
	return n
}
