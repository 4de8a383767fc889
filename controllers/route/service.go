// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"errors"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Service carries traffic by a Service without a selector and EndpointSlices that hold the active engine's addresses.
type Service struct {
	// Client reads from the cache and writes.
	Client client.Client
	// Live reads from the API server.
	Live client.Reader
}

// lookAgain is when to look again at what nothing tells us of, such as the object in our way.
const lookAgain = 30 * time.Second

// portNamed is what the one port is named in the Service and in its slices; they are matched by it.
const portNamed = "http"

// Carry has the declared Service carry the destination, and removes what an earlier spec declared.
func (s *Service) Carry(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Destination) State {
	spec := backend.Spec.Route.Service
	if spec == nil {
		return s.pruned(ctx, backend, State{Carried: true, Reason: v1alpha1.ReasonNoRoute, Message: "no route is declared"})
	}
	if d.Service == nil && d.Addresses == nil {
		return State{Pending: true, Reason: v1alpha1.ReasonNoAddress, Message: "the address of " + d.Engine + " is not known yet"}
	}
	groups, err := s.find(ctx, backend.Namespace, d)
	if err != nil {
		return failed(err)
	}
	if state := carriable(groups, d); state.Reason != "" {
		return state
	}
	state := s.carry(ctx, backend, spec, groups, d)
	if !state.Carried {
		return state // what an earlier spec declared still serves somebody
	}
	return s.pruned(ctx, backend, state)
}

// pruned is the state once what an earlier spec declared is gone.
func (s *Service) pruned(ctx context.Context, backend *v1alpha1.CodeGenBackend, state State) State {
	if err := s.prune(ctx, backend, nameOf(backend.Spec.Route.Service)); err != nil {
		return failed(err)
	}
	return state
}

func nameOf(spec *v1alpha1.ServiceRoute) string {
	if spec == nil {
		return ""
	}
	return spec.Name
}

// carriable tells why endpoints cannot be carried; the zero State: they can.
func carriable(groups []endpoints, d Destination) State {
	if len(groups) == 0 {
		return State{Reason: v1alpha1.ReasonNoAddress, Retry: lookAgain,
			Message: fmt.Sprintf("engine %s has no ready address to carry", d.Engine)}
	}
	if a := unroutable(groups); a.IsValid() {
		return State{Reason: v1alpha1.ReasonAddressNotRoutable, Message: fmt.Sprintf(
			"engine %s is at %s: Kubernetes does not accept loopback, link-local or unspecified addresses in an EndpointSlice; give the engine an address that pods can reach",
			d.Engine, a)}
	}
	return State{}
}

func (s *Service) carry(
	ctx context.Context, backend *v1alpha1.CodeGenBackend, spec *v1alpha1.ServiceRoute, groups []endpoints, d Destination,
) State {
	if err := s.service(ctx, backend, spec); err != nil {
		return s.refused(err, "Service", spec.Name)
	}
	if err := s.slices(ctx, backend, spec.Name, groups, d.Moving); err != nil {
		return s.refused(err, "EndpointSlice", spec.Name)
	}
	return State{Carried: true, Reason: v1alpha1.ReasonRoutesCarryActive,
		Message: fmt.Sprintf("Service %s carries %s", spec.Name, d.Engine)}
}

// service makes or mends the Service.
func (s *Service) service(ctx context.Context, backend *v1alpha1.CodeGenBackend, spec *v1alpha1.ServiceRoute) error {
	actual := &corev1.Service{ObjectMeta: metav1.ObjectMeta{Namespace: backend.Namespace, Name: spec.Name}}
	found, err := s.existing(ctx, backend, actual)
	if err != nil {
		return err
	}
	if found && asDeclared(actual, backend, spec) {
		return nil
	}
	if found && intruded(actual, spec) {
		if err := s.expel(ctx, actual, spec); err != nil {
			return err
		}
	}
	return s.apply(ctx, wanted(backend, spec))
}

// intruded tells whether somebody gave the Service a selector or ports of their own, which server-side apply leaves alone and
// which would send traffic elsewhere.
func intruded(actual *corev1.Service, spec *v1alpha1.ServiceRoute) bool {
	return len(actual.Spec.Selector) > 0 || len(actual.Spec.Ports) != 1 || actual.Spec.Ports[0].Port != spec.Port
}

func (s *Service) expel(ctx context.Context, actual *corev1.Service, spec *v1alpha1.ServiceRoute) error {
	mended := actual.DeepCopy()
	mended.Spec.Selector = nil
	mended.Spec.Ports = []corev1.ServicePort{{Name: portNamed, Port: spec.Port, Protocol: corev1.ProtocolTCP}}
	if err := s.Client.Patch(ctx, mended, client.MergeFrom(actual), client.FieldOwner(FieldManager)); err != nil {
		return fmt.Errorf("mending Service %s: %w", actual.Name, err)
	}
	return nil
}

// asDeclared tells whether the Service is what it should be, in the fields that are ours.
func asDeclared(actual *corev1.Service, backend *v1alpha1.CodeGenBackend, spec *v1alpha1.ServiceRoute) bool {
	ports := actual.Spec.Ports
	return labelled(actual, backend) && len(actual.Spec.Selector) == 0 &&
		len(ports) == 1 && ports[0].Name == portNamed && ports[0].Port == spec.Port && ports[0].Protocol == corev1.ProtocolTCP
}

func wanted(backend *v1alpha1.CodeGenBackend, spec *v1alpha1.ServiceRoute) *corev1ac.ServiceApplyConfiguration {
	port := corev1ac.ServicePort().WithName(portNamed).WithPort(spec.Port).WithProtocol(corev1.ProtocolTCP)
	return corev1ac.Service(spec.Name, backend.Namespace).
		WithLabels(labels(backend)).WithOwnerReferences(owner(backend)).
		WithSpec(corev1ac.ServiceSpec().WithPorts(port))
}

func failed(err error) State {
	return State{Reason: v1alpha1.ReasonApplyFailed, Message: err.Error(), Err: err}
}

// refused says why an object could not be written.
func (s *Service) refused(err error, kind, name string) State {
	if errors.Is(err, errNotOwned) {
		return State{Reason: v1alpha1.ReasonNotOwned, Retry: lookAgain, Message: fmt.Sprintf(
			"%s %s exists and was not made for this CodeGenBackend: delete it, or choose another name in spec.route.service.name", kind, name)}
	}
	return failed(err)
}
