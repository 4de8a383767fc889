// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// witness sees which engine the Service's EndpointSlices carry and which the status names, and since when.
type witness struct {
	legacy string // its address

	mu      sync.Mutex
	carried change // guarded by mu
	active  change // guarded by mu
}

// change is an engine, and since when.
type change struct {
	engine string
	since  time.Time
}

func (c *change) become(engine string, at time.Time) {
	if engine != c.engine {
		*c = change{engine, at}
	}
}

// look returns what is seen now.
func (w *witness) look() (carried, active change) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.carried, w.active
}

// placed tells whether both have become an engine after a moment.
func (w *witness) placed(engine string, after time.Time) bool {
	carried, active := w.look()
	return carried.engine == engine && active.engine == engine && carried.since.After(after) && active.since.After(after)
}

// engineOf says whose addresses a slice holds.
func (w *witness) engineOf(slice *discoveryv1.EndpointSlice) string {
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

func (w *witness) see(object any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch o := object.(type) {
	case *discoveryv1.EndpointSlice:
		w.carried.become(w.engineOf(o), time.Now())
	case *v1alpha1.CodeGenBackend:
		w.active.become(string(o.Status.Active), time.Now())
	}
}

// watch has the witness see both until ctx ends.
func (s *stage) watch(ctx context.Context) error {
	for list, which := range map[client.ObjectList]client.ListOption{
		&discoveryv1.EndpointSliceList{}: client.MatchingLabels{discoveryv1.LabelServiceName: backendName},
		&v1alpha1.CodeGenBackendList{}:   client.MatchingFields{"metadata.name": backendName},
	} {
		events, err := s.client.Watch(ctx, list, client.InNamespace(namespace), which)
		if err != nil {
			return fmt.Errorf("watch: %w", err)
		}
		go func() {
			for event := range events.ResultChan() {
				if event.Type == watch.Added || event.Type == watch.Modified {
					s.sight.see(event.Object)
				}
			}
		}()
	}
	return nil
}
