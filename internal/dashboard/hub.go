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

// hub knows all backends, and tells its readers what changes.
type hub struct {
	mu       sync.Mutex
	backends map[string]*v1alpha1.CodeGenBackend // guarded by mu; by namespace/name; the objects are never written to
	health   Health                              // guarded by mu
	listed   bool                                // guarded by mu; all of them were heard of at least once
	readers  map[*reader]struct{}                // guarded by mu
}

func newHub() *hub {
	return &hub{backends: map[string]*v1alpha1.CodeGenBackend{}, health: Health{Phase: Starting}, readers: map[*reader]struct{}{}}
}

// get is a backend as it is now; nil: there is none.
func (h *hub) get(key string) *v1alpha1.CodeGenBackend {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.backends[key]
}

// set takes in a backend that is new or has changed.
func (h *hub) set(b *v1alpha1.CodeGenBackend) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := keyOf(b)
	h.backends[key] = b
	h.tell(key)
}

// drop forgets a backend.
func (h *hub) drop(key string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.backends, key)
	h.tell(key)
}

// replace takes in what there is, after nothing was heard for a while.
func (h *hub) replace(all []*v1alpha1.CodeGenBackend) {
	h.mu.Lock()
	defer h.mu.Unlock()
	before := h.backends
	h.backends = make(map[string]*v1alpha1.CodeGenBackend, len(all))
	for _, b := range all {
		key := keyOf(b)
		h.backends[key] = b
		if old := before[key]; old == nil || old.ResourceVersion != b.ResourceVersion {
			h.tell(key)
		}
		delete(before, key)
	}
	h.tell(keys(before)...)
	h.listed = true
	h.wake()
}

// feel takes in how the watch is.
func (h *hub) feel(now Health) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.health != now {
		h.health = now
		h.wake()
	}
}

// tell has every reader told of these backends. The caller holds mu.
func (h *hub) tell(changed ...string) {
	for r := range h.readers {
		for _, key := range changed {
			r.changed[key] = struct{}{}
		}
		r.wake()
	}
}

// wake has every reader look. The caller holds mu.
func (h *hub) wake() {
	for r := range h.readers {
		r.wake()
	}
}

func keyOf(b *v1alpha1.CodeGenBackend) string { return client.ObjectKeyFromObject(b).String() }

func keys(m map[string]*v1alpha1.CodeGenBackend) []string {
	return slices.Collect(maps.Keys(m))
}
