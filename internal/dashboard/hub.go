// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"maps"
	"slices"
	"sync"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// hub has all backends, and notifies its subscribers of changes.
type hub struct {
	mu          sync.Mutex
	backends    map[string]*v1alpha1.CodeGenBackend // guarded by mu; by namespace/name; the objects are never written to
	health      Health                              // guarded by mu
	listed      bool                                // guarded by mu; the first list was complete
	subscribers map[*subscriber]struct{}            // guarded by mu
}

func newHub() *hub {
	return &hub{backends: map[string]*v1alpha1.CodeGenBackend{}, health: Health{Phase: Starting}, subscribers: map[*subscriber]struct{}{}}
}

// get returns a backend, or nil.
func (h *hub) get(key string) *v1alpha1.CodeGenBackend {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.backends[key]
}

// set stores a new or changed backend.
func (h *hub) set(b *v1alpha1.CodeGenBackend) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := keyOf(b)
	h.backends[key] = b
	h.notify(key)
}

// remove removes a backend.
func (h *hub) remove(key string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.backends, key)
	h.notify(key)
}

// replace stores a new list of all backends.
func (h *hub) replace(all []*v1alpha1.CodeGenBackend) {
	h.mu.Lock()
	defer h.mu.Unlock()
	before := h.backends
	h.backends = make(map[string]*v1alpha1.CodeGenBackend, len(all))
	for _, b := range all {
		key := keyOf(b)
		h.backends[key] = b
		if old := before[key]; old == nil || old.ResourceVersion != b.ResourceVersion {
			h.notify(key)
		}
		delete(before, key)
	}
	h.notify(keys(before)...)
	h.listed = true
	h.wake()
}

// setHealth stores the health of the watch.
func (h *hub) setHealth(now Health) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.health != now {
		h.health = now
		h.wake()
	}
}

// notify marks backends as changed for every subscriber. The caller holds mu.
func (h *hub) notify(changed ...string) {
	for r := range h.subscribers {
		for _, key := range changed {
			r.changed[key] = struct{}{}
		}
		r.wake()
	}
}

// wake wakes every subscriber. The caller holds mu.
func (h *hub) wake() {
	for r := range h.subscribers {
		r.wake()
	}
}

func keyOf(b *v1alpha1.CodeGenBackend) string { return client.ObjectKeyFromObject(b).String() }

func keys(m map[string]*v1alpha1.CodeGenBackend) []string {
	return slices.Collect(maps.Keys(m))
}
