// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"sync"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"
)

// Recent knows how far the cache can be trusted to show what we wrote. An object is read live after each write until the cache
// shows the same, and at first sight, because an operator before this one may have written it. The zero value knows nothing.
//
// controller-runtime's EnableReadYourWritesConsistency waits for the cache instead. That helps where a write succeeded; what matters here as
// well are those of which nobody knows whether they did, and a cache whose watch was cut off, which a worker must not wait for.
type Recent struct {
	mu       sync.Mutex
	backends map[types.NamespacedName]map[ref]known // guarded by mu
}

// ref names an object in the namespace of its backend.
type ref struct {
	gvk  schema.GroupVersionKind
	name string
}

// known is what is known of an object beside the cache.
type known struct {
	trust
	version string // the resourceVersion that it had when it was last read; empty: it was not there
}

// trust is whether the cache shows an object as it is.
type trust int

const (
	unread   trust = iota // not looked at yet
	settled               // the cache shows what is there
	written               // written since the cache last showed what is there
	doubtful              // perhaps written: the API server did not say
)

// Forget drops what is known of a backend's objects.
func (r *Recent) Forget(backend types.NamespacedName) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.backends, backend)
}

func (r *Recent) of(backend types.NamespacedName, o ref) known {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.backends[backend][o]
}

// saw notes that an object was read in a version, and whether the cache shows the same.
func (r *Recent) saw(backend types.NamespacedName, o ref, version string, t trust) {
	r.set(backend, o, known{t, version})
}

// wrote notes that an object was written, or perhaps was.
func (r *Recent) wrote(backend types.NamespacedName, o ref, t trust) {
	r.set(backend, o, known{t, r.of(backend, o).version})
}

func (r *Recent) set(backend types.NamespacedName, o ref, k known) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.backends == nil {
		r.backends = map[types.NamespacedName]map[ref]known{}
	}
	if r.backends[backend] == nil {
		r.backends[backend] = map[ref]known{}
	}
	r.backends[backend][o] = k
}

// refOf names an object.
func (s Store) refOf(o client.Object) (ref, error) {
	gvk, err := apiutil.GVKForObject(o, s.Client.Scheme())
	return ref{gvk: gvk, name: o.GetName()}, err
}
