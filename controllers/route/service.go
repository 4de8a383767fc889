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

// Service carries traffic by a Service without a selector and EndpointSlices that hold the active engine's addresses.
type Service struct{ Store }

// Kind implements Kind.
func (s *Service) Kind() v1alpha1.RouteKind { return v1alpha1.RouteService }

// Declared implements Kind.
func (s *Service) Declared(backend *v1alpha1.CodeGenBackend) string {
	if spec := backend.Spec.Route.Service; spec != nil {
		return spec.Name
	}
	return ""
}

// Carry implements Kind.
func (s *Service) Carry(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Destination) State {
	to := d.active()
	if to.Service == nil && to.Addresses == nil {
		return State{Pending: true, Reason: v1alpha1.ReasonNoAddress, Message: fmt.Sprintf("the address of %s is not known yet", to.Name)}
	}
	groups, err := s.find(ctx, backend.Namespace, to)
	if err != nil {
		return failed(err)
	}
	if state := carriable(groups, to); state.Reason != "" {
		return state
	}
	return s.carry(ctx, s.front(backend), groups, d)
}

// Look tells which engine the slices hold.
func (s *Service) Look(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Destination) (v1alpha1.EngineName, error) {
	f := s.front(backend)
	for _, e := range []Engine{d.VLLM, d.Legacy} {
		groups, err := s.find(ctx, backend.Namespace, e)
		if err != nil {
			return "", err
		}
		if held, err := f.holds(ctx, groups); held || err != nil {
			return e.Name, err
		}
	}
	return "", nil
}

func (s *Service) front(backend *v1alpha1.CodeGenBackend) *front {
	spec := backend.Spec.Route.Service
	return &front{Store: s.Store, backend: backend, name: spec.Name, port: spec.Port, labels: labels(backend, s.Kind())}
}

// carriable tells why endpoints cannot be carried; the zero State: they can.
func carriable(groups []endpoints, e Engine) State {
	if len(groups) == 0 {
		return State{Reason: v1alpha1.ReasonNoAddress, Retry: lookAgain,
			Message: fmt.Sprintf("engine %s has no ready address to carry", e.Name)}
	}
	if a := unroutable(groups); a.IsValid() {
		return State{Reason: v1alpha1.ReasonAddressNotRoutable, Message: fmt.Sprintf(
			"engine %s is at %s: Kubernetes does not accept loopback, link-local or unspecified addresses in an EndpointSlice; give the engine an address that pods can reach",
			e.Name, a)}
	}
	return State{}
}

func (s *Service) carry(ctx context.Context, f *front, groups []endpoints, d Destination) State {
	const field = "spec.route.service.name"
	if err := f.service(ctx); err != nil {
		return refused(err, "Service", f.name, field)
	}
	if err := f.slices(ctx, groups); err != nil {
		return refused(err, "EndpointSlice", f.name, field)
	}
	if state := f.alone(ctx, field); state.Reason != "" {
		return state
	}
	return State{Ready: true, Reason: v1alpha1.ReasonRoutesReady,
		Message: fmt.Sprintf("Service %s carries %s", f.name, d.Engine)}
}

// Prune implements Kind: it removes the Services, with their slices, that an earlier spec declared.
func (s *Service) Prune(ctx context.Context, backend *v1alpha1.CodeGenBackend) error {
	keep, of := s.Declared(backend), labels(backend, s.Kind())
	if err := s.pruneServices(ctx, backend, of, func(name string) bool { return name == keep }); err != nil {
		return err
	}
	return s.pruneSlices(ctx, backend, of, func(slice *discoveryv1.EndpointSlice) bool {
		return slice.Labels[discoveryv1.LabelServiceName] == keep
	})
}

// pruneServices removes the Services of a backend, of those that carry labels, that are not to be kept.
func (s Store) pruneServices(ctx context.Context, backend *v1alpha1.CodeGenBackend, of map[string]string, keep func(name string) bool) error {
	var list corev1.ServiceList
	if err := s.Client.List(ctx, &list, client.InNamespace(backend.Namespace), client.MatchingLabels(of)); err != nil {
		return fmt.Errorf("listing Services: %w", err)
	}
	for i := range list.Items {
		if service := &list.Items[i]; !keep(service.Name) {
			if err := s.remove(ctx, backend, service); err != nil {
				return err
			}
		}
	}
	return nil
}
