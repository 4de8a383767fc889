// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// observation is the state of a backend and its route at one moment.
type observation struct {
	status    v1alpha1.CodeGenBackendStatus
	endpoints []string // the addresses that the Service's EndpointSlices hold

	activeAt time.Time // when the active engine last changed
	routedAt time.Time // when the endpoints last changed
}

// summary is what the columns that matter are made of.
func (s observation) summary() string {
	summary := string(s.status.Active)
	if ready := meta.FindStatusCondition(s.status.Conditions, v1alpha1.ConditionReady); ready != nil {
		summary += "|" + string(ready.Status)
	}
	if s.status.Streaming != nil {
		summary += "|" + string(s.status.Streaming.Output)
	}
	return summary
}

// carries reports whether one address is all that is endpoints.
func (s observation) routesTo(address string) bool {
	return slices.Equal(s.endpoints, []string{address})
}

// observer records every change of the backend and of its route, and its time.
type observer struct {
	mu      sync.Mutex
	now     observation         // guarded by mu
	slices  map[string][]string // guarded by mu; the addresses by slice
	changed chan struct{}       // guarded by mu; closed at the next change
}

func newObserver() *observer {
	return &observer{slices: map[string][]string{}, changed: make(chan struct{})}
}

// current returns the latest observation, and a channel that is closed at the next one.
func (w *observer) current() (observation, <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now, w.changed
}

// setStatus records a status.
func (w *observer) setStatus(status v1alpha1.CodeGenBackendStatus, at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if status.Active != w.now.status.Active {
		w.now.activeAt = at
	}
	w.now.status = status
	w.wake()
}

// setSlice records the addresses of a slice; none: it was deleted.
func (w *observer) setSlice(name string, addresses []string, at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.slices[name] = addresses
	endpoints := slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Values(w.slices))...)))
	if !slices.Equal(endpoints, w.now.endpoints) {
		w.now.endpoints, w.now.routedAt = endpoints, at
	}
	w.wake()
}

// wake is called with mu held.
func (w *observer) wake() {
	close(w.changed)
	w.changed = make(chan struct{})
}

// until waits until nothing is missing, and returns the observation.
func (w *observer) until(ctx context.Context, patience time.Duration, missing func(observation) []string) (observation, error) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		now, changed := w.current()
		still := missing(now)
		if len(still) == 0 {
			return now, nil
		}
		select {
		case <-ctx.Done():
			return now, context.Cause(ctx)
		case <-timer.C:
			return now, fmt.Errorf("waited %v: %s", patience, strings.Join(still, "; "))
		case <-changed:
		}
	}
}
