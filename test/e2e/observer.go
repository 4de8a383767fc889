// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"slices"
	"sync"
	"time"

	discoveryv1 "k8s.io/api/discovery/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// observer records which engine the Service's EndpointSlices have, which one the status names, and since when.
type observer struct {
	legacy string // its address

	mu     sync.Mutex
	routed change // guarded by mu
	active change // guarded by mu
}

// change is an engine, and when it was set.
type change struct {
	engine string
	since  time.Time
}

func (c *change) set(engine string, at time.Time) {
	if engine != c.engine {
		*c = change{engine, at}
	}
}

// current returns the latest state.
func (w *observer) current() (routed, active change) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.routed, w.active
}

// selected is whether both changed to an engine after a point in time.
func (w *observer) selected(engine string, after time.Time) bool {
	routed, active := w.current()
	return routed.engine == engine && active.engine == engine && routed.since.After(after) && active.since.After(after)
}

// engineOf is the engine whose addresses a slice has.
func (w *observer) engineOf(slice *discoveryv1.EndpointSlice) string {
	var addresses []string
	for i := range slice.Endpoints {
		addresses = append(addresses, slice.Endpoints[i].Addresses...)
	}
	switch {
	case len(addresses) == 0:
		return ""
	case slices.Contains(addresses, w.legacy):
		return legacy
	}
	return vllm
}

func (w *observer) record(object any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch o := object.(type) {
	case *discoveryv1.EndpointSlice:
		w.routed.set(w.engineOf(o), time.Now())
	case *v1alpha1.CodeGenBackend:
		w.active.set(string(o.Status.Active), time.Now())
	}
}
