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

// sight is what is seen of a backend at one moment.
type sight struct {
	status  v1alpha1.CodeGenBackendStatus
	carried []string // the addresses that the Service's EndpointSlices hold

	activeAt  time.Time // when the active engine last changed
	carriedAt time.Time // when what is carried last changed
}

// summary is what the columns of kubectl that matter are made of.
func (s sight) summary() string {
	summary := string(s.status.Active)
	if ready := meta.FindStatusCondition(s.status.Conditions, v1alpha1.ConditionReady); ready != nil {
		summary += "|" + string(ready.Status)
	}
	if s.status.Streaming != nil {
		summary += "|" + string(s.status.Streaming.Output)
	}
	return summary
}

// carries tells whether one address is all that is carried.
func (s sight) carries(address string) bool { return slices.Equal(s.carried, []string{address}) }

// witness sees every change of the backend and of its route, and when it came.
type witness struct {
	mu     sync.Mutex
	now    sight               // guarded by mu
	slices map[string][]string // guarded by mu; the addresses by slice
	news   chan struct{}       // guarded by mu; closed at the next change
}

func newWitness() *witness {
	return &witness{slices: map[string][]string{}, news: make(chan struct{})}
}

// look returns what is seen now, and a channel that is closed once there is more to see.
func (w *witness) look() (sight, <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now, w.news
}

// statusBecame takes a status in.
func (w *witness) statusBecame(status v1alpha1.CodeGenBackendStatus, at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if status.Active != w.now.status.Active {
		w.now.activeAt = at
	}
	w.now.status = status
	w.wake()
}

// sliceBecame takes the addresses of a slice in; none: it is gone.
func (w *witness) sliceBecame(name string, addresses []string, at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.slices[name] = addresses
	carried := slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Values(w.slices))...)))
	if !slices.Equal(carried, w.now.carried) {
		w.now.carried, w.now.carriedAt = carried, at
	}
	w.wake()
}

// wake is called with mu held.
func (w *witness) wake() {
	close(w.news)
	w.news = make(chan struct{})
}

// until waits until nothing is missing, and returns what is seen then.
func (w *witness) until(ctx context.Context, patience time.Duration, missing func(sight) []string) (sight, error) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		now, news := w.look()
		still := missing(now)
		if len(still) == 0 {
			return now, nil
		}
		select {
		case <-ctx.Done():
			return now, context.Cause(ctx)
		case <-timer.C:
			return now, fmt.Errorf("waited %v, and still %s", patience, strings.Join(still, "; "))
		case <-news:
		}
	}
}
