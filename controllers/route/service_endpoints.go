// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"fmt"
	"net/netip"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// endpoints returns the endpoints of an engine: the addresses that its URL resolves to, or the ready endpoints of its Service.
func (s *Service) endpoints(ctx context.Context, namespace string, e Engine) ([]endpoints, error) {
	if e.Service == nil {
		return grouped(e.Addresses, portOf(e.URL)), nil
	}
	var service corev1.Service
	err := s.Store.Live.Get(ctx, types.NamespacedName{Namespace: namespace, Name: e.Service.Name}, &service)
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading Service %s of engine %s: %w", e.Service.Name, e.Name, err)
	}
	return s.endpointsOf(ctx, namespace, e.Service, portName(&service, e.Service.Port))
}

// portName returns the name of a port of a Service, as its slices have it; nil: the Service has no such port.
func portName(service *corev1.Service, port int32) *string {
	for _, p := range service.Spec.Ports {
		if p.Port == port {
			return &p.Name
		}
	}
	return nil
}

// endpointsOf returns the ready endpoints of a Service's port.
func (s *Service) endpointsOf(ctx context.Context, namespace string, ref *v1alpha1.ServiceReference, port *string) ([]endpoints, error) {
	if port == nil {
		return nil, nil
	}
	var list discoveryv1.EndpointSliceList
	of := client.MatchingLabels{discoveryv1.LabelServiceName: ref.Name}
	if err := s.Store.Client.List(ctx, &list, client.InNamespace(namespace), of); err != nil {
		return nil, fmt.Errorf("listing the endpoints of Service %s: %w", ref.Name, err)
	}
	var groups []endpoints
	for i := range list.Items {
		groups = addReady(groups, &list.Items[i], *port)
	}
	return ordered(groups), nil
}

func addReady(groups []endpoints, slice *discoveryv1.EndpointSlice, portName string) []endpoints {
	port := portIn(slice, portName)
	if port == 0 {
		return groups
	}
	for _, e := range slice.Endpoints {
		if e.Conditions.Ready != nil && !*e.Conditions.Ready {
			continue
		}
		groups = addAll(groups, slice.AddressType, port, e.Addresses)
	}
	return groups
}

func addAll(groups []endpoints, family discoveryv1.AddressType, port int32, addresses []string) []endpoints {
	for _, text := range addresses {
		if _, err := netip.ParseAddr(text); err == nil {
			groups = add(groups, family, port, text)
		}
	}
	return groups
}

// portIn returns the number of a named port in a slice; 0: the slice has none of that name.
func portIn(slice *discoveryv1.EndpointSlice, name string) int32 {
	for _, p := range slice.Ports {
		if p.Port != nil && (p.Name == nil && name == "" || p.Name != nil && *p.Name == name) {
			return *p.Port
		}
	}
	return 0
}
