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
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// Service is a Service without a selector, with EndpointSlices that hold the addresses of the active engine.
type Service struct{ Store owned.Store }

// Kind implements Kind.
func (s *Service) Kind() v1alpha1.RouteKind { return v1alpha1.RouteService }

// Declared implements Kind.
func (s *Service) Declared(backend *v1alpha1.CodeGenBackend) string {
	if spec := backend.Spec.Route.Service; spec != nil {
		return spec.Name
	}
	return ""
}

// Apply implements Kind.
func (s *Service) Apply(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Desired) state.Route {
	to := d.active()
	if to.Service == nil && to.Addresses == nil {
		return state.Route{Pending: true, Reason: v1alpha1.ReasonNoAddress, Message: fmt.Sprintf("the address of %s is not known yet", to.Name)}
	}
	groups, err := s.endpoints(ctx, backend.Namespace, to)
	if err != nil {
		return failed(err)
	}
	if outcome := checkEndpoints(groups, to); outcome.Reason != "" {
		return outcome
	}
	return s.apply(ctx, s.managedService(backend), groups, d)
}

// Actual implements inspector: it returns the engine whose addresses the slices hold.
func (s *Service) Actual(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Desired) (v1alpha1.EngineName, error) {
	f := s.managedService(backend)
	for _, e := range []Engine{d.VLLM, d.Legacy} {
		groups, err := s.endpoints(ctx, backend.Namespace, e)
		if err != nil {
			return "", err
		}
		if held, err := f.holds(ctx, groups); held || err != nil {
			return e.Name, err
		}
	}
	return "", nil
}

func (s *Service) managedService(backend *v1alpha1.CodeGenBackend) *managedService {
	spec := backend.Spec.Route.Service
	return &managedService{Store: s.Store, backend: backend, name: spec.Name, port: spec.Port, labels: owned.Labels(backend, s.Kind())}
}

// checkEndpoints returns why endpoints cannot be routed to; the zero state: they can.
func checkEndpoints(groups []endpoints, e Engine) state.Route {
	if len(groups) == 0 {
		return state.Route{Reason: v1alpha1.ReasonNoAddress, RequeueAfter: pollPeriod,
			Message: fmt.Sprintf("engine %s has no ready address to route to", e.Name)}
	}
	if a := unacceptable(groups); a.IsValid() {
		return state.Route{Reason: v1alpha1.ReasonAddressNotRoutable, Message: fmt.Sprintf(
			"engine %s is at %s: Kubernetes does not accept loopback, link-local or unspecified addresses in an "+
				"EndpointSlice; give the engine an address that pods can reach",
			e.Name,
			a,
		)}
	}
	return state.Route{}
}

func (s *Service) apply(ctx context.Context, f *managedService, groups []endpoints, d Desired) state.Route {
	const field = "spec.route.service.name"
	if err := f.service(ctx); err != nil {
		return notWritten(err, "Service", f.name, field)
	}
	if err := f.slices(ctx, groups); err != nil {
		return notWritten(err, "EndpointSlice", f.name, field)
	}
	if outcome := f.removeForeign(ctx, field); outcome.Reason != "" {
		return outcome
	}
	return state.Route{Ready: true, Reason: v1alpha1.ReasonRoutesReady,
		Message: fmt.Sprintf("Service %s points to %s", f.name, d.Engine)}
}

// Prune implements Kind: it removes the Services, with their slices, that an earlier spec declared.
func (s *Service) Prune(ctx context.Context, backend *v1alpha1.CodeGenBackend) error {
	keep, of := s.Declared(backend), owned.Labels(backend, s.Kind())
	if err := pruneServices(ctx, s.Store, backend, of, func(name string) bool { return name == keep }); err != nil {
		return err
	}
	return pruneSlices(ctx, s.Store, backend, of, func(slice *discoveryv1.EndpointSlice) bool {
		return slice.Labels[discoveryv1.LabelServiceName] == keep
	})
}

// pruneServices removes the Services of a backend that carry the labels, except those to keep.
func pruneServices(
	ctx context.Context, store owned.Store, backend *v1alpha1.CodeGenBackend, of map[string]string, keep func(name string) bool,
) error {
	var list corev1.ServiceList
	if err := store.Client.List(ctx, &list, client.InNamespace(backend.Namespace), client.MatchingLabels(of)); err != nil {
		return fmt.Errorf("listing Services: %w", err)
	}
	for i := range list.Items {
		if service := &list.Items[i]; !keep(service.Name) {
			if err := store.Remove(ctx, backend, service); err != nil {
				return err
			}
		}
	}
	return nil
}
