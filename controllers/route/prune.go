// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// prune removes the Services, with their slices, that an earlier spec declared.
func (s *Service) prune(ctx context.Context, backend *v1alpha1.CodeGenBackend, keep string) error {
	var list corev1.ServiceList
	if err := s.Client.List(ctx, &list, client.InNamespace(backend.Namespace), client.MatchingLabels(labels(backend))); err != nil {
		return fmt.Errorf("listing Services: %w", err)
	}
	for i := range list.Items {
		service := &list.Items[i]
		if service.Name == keep {
			continue
		}
		if err := s.remove(ctx, backend, service); err != nil {
			return err
		}
	}
	return s.pruneSlices(ctx, backend, func(slice *discoveryv1.EndpointSlice) bool {
		return slice.Labels[discoveryv1.LabelServiceName] == keep
	})
}
