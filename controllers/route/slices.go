// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"fmt"
	"slices"
	"strings"

	discoveryv1 "k8s.io/api/discovery/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	discoveryv1ac "k8s.io/client-go/applyconfigurations/discovery/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// slices makes or mends the EndpointSlices, and removes those that are no longer needed. A flip changes one slice in place, in one
// write, so that the traffic moves at one moment.
func (s *Service) slices(ctx context.Context, backend *v1alpha1.CodeGenBackend, service string, groups []endpoints, moving bool) error {
	names := make([]string, 0, len(groups))
	for i, group := range groups {
		name := sliceName(service, groups[:i], group)
		names = append(names, name)
		if err := s.slice(ctx, backend, service, name, group, moving); err != nil {
			return err
		}
	}
	return s.pruneSlices(ctx, backend, func(slice *discoveryv1.EndpointSlice) bool {
		return slices.Contains(names, slice.Name) || slice.Labels[discoveryv1.LabelServiceName] != service
	})
}

// sliceName is the same for whichever engine is active: a slice's family cannot be changed, so it is in the name; a second port
// of the same family gets a number.
func sliceName(service string, before []endpoints, group endpoints) string {
	name := service + "-" + strings.ToLower(string(group.family))
	again := 1
	for _, b := range before {
		if b.family == group.family {
			again++
		}
	}
	if again > 1 {
		return fmt.Sprintf("%s-%d", name, again)
	}
	return name
}

func (s *Service) slice(ctx context.Context, backend *v1alpha1.CodeGenBackend, service, name string, group endpoints, moving bool) error {
	actual := &discoveryv1.EndpointSlice{ObjectMeta: metav1.ObjectMeta{Namespace: backend.Namespace, Name: name}}
	found, err := s.existing(ctx, backend, actual)
	if err != nil {
		return err
	}
	if found && !moving && carries(actual, backend, service, group) {
		return nil
	}
	return s.apply(ctx, wantedSlice(backend, service, name, group))
}

// carries tells whether a slice holds what it should, in the fields that are ours.
func carries(actual *discoveryv1.EndpointSlice, backend *v1alpha1.CodeGenBackend, service string, group endpoints) bool {
	var held []string
	for _, e := range actual.Endpoints {
		if e.Conditions.Ready == nil || !*e.Conditions.Ready {
			return false
		}
		held = append(held, e.Addresses...)
	}
	slices.Sort(held)
	return labelled(actual, backend) && actual.Labels[discoveryv1.LabelServiceName] == service &&
		len(actual.Ports) == 1 && portIn(actual, portNamed) == group.port && slices.Equal(held, group.addresses)
}

func wantedSlice(backend *v1alpha1.CodeGenBackend, service, name string, group endpoints) *discoveryv1ac.EndpointSliceApplyConfiguration {
	slice := discoveryv1ac.EndpointSlice(name, backend.Namespace).
		WithLabels(labels(backend)).
		WithLabels(map[string]string{discoveryv1.LabelServiceName: service, discoveryv1.LabelManagedBy: FieldManager}).
		WithOwnerReferences(owner(backend)).
		WithAddressType(group.family).
		WithPorts(discoveryv1ac.EndpointPort().WithName(portNamed).WithPort(group.port).WithProtocol("TCP"))
	for _, address := range group.addresses {
		slice.WithEndpoints(discoveryv1ac.Endpoint().WithAddresses(address).
			WithConditions(discoveryv1ac.EndpointConditions().WithReady(true)))
	}
	return slice
}

// apply writes an object that is ours; whoever else wrote our fields loses them.
func (s *Service) apply(ctx context.Context, o runtime.ApplyConfiguration) error {
	if err := s.Client.Apply(ctx, o, client.FieldOwner(FieldManager), client.ForceOwnership); err != nil {
		return fmt.Errorf("applying the route: %w", err)
	}
	return nil
}

// pruneSlices removes the slices of a backend that are not to be kept.
func (s *Service) pruneSlices(ctx context.Context, backend *v1alpha1.CodeGenBackend, keep func(*discoveryv1.EndpointSlice) bool) error {
	var list discoveryv1.EndpointSliceList
	if err := s.Client.List(ctx, &list, client.InNamespace(backend.Namespace), client.MatchingLabels(labels(backend))); err != nil {
		return fmt.Errorf("listing EndpointSlices: %w", err)
	}
	for i := range list.Items {
		if slice := &list.Items[i]; !keep(slice) {
			if err := s.remove(ctx, backend, slice); err != nil {
				return err
			}
		}
	}
	return nil
}

// remove deletes an object, if it is ours.
func (s *Service) remove(ctx context.Context, backend *v1alpha1.CodeGenBackend, o client.Object) error {
	if !metav1.IsControlledBy(o, backend) {
		return nil
	}
	uid := o.GetUID()
	err := s.Client.Delete(ctx, o, client.Preconditions{UID: &uid})
	if err != nil && !apierrors.IsNotFound(err) {
		return fmt.Errorf("removing %s: %w", o.GetName(), err)
	}
	return nil
}
