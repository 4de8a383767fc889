// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"

	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// watch feeds the observer until ctx ends.
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
					s.observer.record(event.Object)
				}
			}
		}()
	}
	return nil
}
