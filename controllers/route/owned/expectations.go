// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package owned

import (
	"sync"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/resourceversion"
)

// Expectations are what the cache must show before it is trusted, for each object that is written for a backend. An
// object is read live after each write until the cache shows the same, and the first time, because an earlier
// operator may have written it just before. The zero value has seen nothing.
//
// Rejected: controller-runtime's EnableReadYourWritesConsistency, which waits for the cache instead. It helps if a
// write succeeded. It does not help with a write whose result is unknown, nor with a cache whose watch was
// interrupted, for which a worker must not wait.
type Expectations struct {
	mu       sync.Mutex
	backends map[types.NamespacedName]map[Ref]expectation // guarded by mu
}

// Ref identifies an object in the namespace of its backend.
type Ref struct {
	GVK  schema.GroupVersionKind
	Name string
}

// expectation is what is known of an object apart from the cache.
type expectation struct {
	state
	version string // the resourceVersion when it was last read; empty: it did not exist
}

// state is whether the cache shows an object as it is.
type state int

const (
	unseen    state = iota // not read yet
	fulfilled              // the cache shows the object as it is
	written                // written since the cache last showed it as it is
	uncertain              // perhaps written: the API server did not say
)

// Fulfilled reports whether the cache showed the object as it is when it was last read, and it was not written since.
func (e *Expectations) Fulfilled(backend types.NamespacedName, o Ref) bool {
	return e.get(backend, o).state == fulfilled
}

// FulfilledBy reports whether a version from the cache is at least as new as the one that was last read live or written.
func (e *Expectations) FulfilledBy(backend types.NamespacedName, o Ref, cached string) bool {
	known := e.get(backend, o)
	if known.state == uncertain || known.version == "" || known.version == cached {
		return known.state != uncertain && known.version != ""
	}
	order, err := resourceversion.CompareResourceVersion(cached, known.version)
	return err == nil && order >= 0
}

// Version returns the version of the object when it was last read; empty: it did not exist.
func (e *Expectations) Version(backend types.NamespacedName, o Ref) string {
	return e.get(backend, o).version
}

// Read records the version in which an object was read, and that the cache shows the same.
func (e *Expectations) Read(backend types.NamespacedName, o Ref, version string) {
	e.set(backend, o, expectation{fulfilled, version})
}

// ReadAhead records the version in which an object was read live or written, and that the cache may not show it yet.
func (e *Expectations) ReadAhead(backend types.NamespacedName, o Ref, version string) {
	e.set(backend, o, expectation{written, version})
}

// Wrote records that an object was written, and that its new version is unknown.
func (e *Expectations) Wrote(backend types.NamespacedName, o Ref) {
	e.set(backend, o, expectation{written, e.Version(backend, o)})
}

// MarkUncertain records that an object may have been written.
func (e *Expectations) MarkUncertain(backend types.NamespacedName, o Ref) {
	e.set(backend, o, expectation{uncertain, e.Version(backend, o)})
}

// Forget drops what is known of all objects of a backend.
func (e *Expectations) Forget(backend types.NamespacedName) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.backends, backend)
}

func (e *Expectations) get(backend types.NamespacedName, o Ref) expectation {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.backends[backend][o]
}

func (e *Expectations) set(backend types.NamespacedName, o Ref, x expectation) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.backends == nil {
		e.backends = map[types.NamespacedName]map[Ref]expectation{}
	}
	if e.backends[backend] == nil {
		e.backends[backend] = map[Ref]expectation{}
	}
	e.backends[backend][o] = x
}
