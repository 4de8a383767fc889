// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"fmt"
	"slices"
	"strings"

	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	discoveryv1ac "k8s.io/client-go/applyconfigurations/discovery/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
)

// slices creates or updates the EndpointSlices, and removes those that are no longer needed. A flip changes one slice in place, in one
// write, so that traffic moves at one moment.
func (f *managedService) slices(ctx context.Context, groups []endpoints) error {
	names := make([]string, 0, len(groups))
	for i, group := range groups {
		name := sliceName(f.name, groups[:i], group)
		names = append(names, name)
		if err := f.slice(ctx, name, group); err != nil {
			return err
		}
	}
	f.wantedSlices = names
	return pruneSlices(ctx, f.Store, f.backend, f.labels, func(slice *discoveryv1.EndpointSlice) bool {
		return slices.Contains(names, slice.Name) || slice.Labels[discoveryv1.LabelServiceName] != f.name
	})
}

// sliceName does not depend on the active engine. It contains the family, because that of a slice cannot be changed, and a number for a
// further port of the same family.
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

func (f *managedService) slice(ctx context.Context, name string, group endpoints) error {
	actual := &discoveryv1.EndpointSlice{ObjectMeta: metav1.ObjectMeta{Namespace: f.backend.Namespace, Name: name}}
	found, err := f.Store.Existing(ctx, f.backend, actual)
	if err != nil {
		return err
	}
	if found && f.upToDate(actual, group) {
		return nil
	}
	return f.Store.Apply(ctx, f.backend, f.wantedSlice(name, group))
}

// holds reports whether the slices hold endpoints.
func (f *managedService) holds(ctx context.Context, groups []endpoints) (bool, error) {
	for i, group := range groups {
		actual := &discoveryv1.EndpointSlice{
			ObjectMeta: metav1.ObjectMeta{Namespace: f.backend.Namespace, Name: sliceName(f.name, groups[:i], group)},
		}
		if found, err := f.Store.Existing(ctx, f.backend, actual); err != nil || !found || !f.upToDate(actual, group) {
			return false, err
		}
	}
	return len(groups) > 0, nil
}

// upToDate reports whether a slice is as desired, in the fields that are ours.
func (f *managedService) upToDate(actual *discoveryv1.EndpointSlice, group endpoints) bool {
	var held []string
	for _, e := range actual.Endpoints {
		if e.Conditions.Ready == nil || !*e.Conditions.Ready {
			return false
		}
		held = append(held, e.Addresses...)
	}
	slices.Sort(held)
	return owned.HasMetadata(actual, f.labels) && actual.Labels[discoveryv1.LabelServiceName] == f.name &&
		len(actual.Ports) == 1 && portIn(actual, portNamed) == group.port && slices.Equal(held, group.addresses)
}

func (f *managedService) wantedSlice(name string, group endpoints) *discoveryv1ac.EndpointSliceApplyConfiguration {
	slice := discoveryv1ac.EndpointSlice(name, f.backend.Namespace).
		WithLabels(f.labels).WithAnnotations(owned.Annotations()).
		WithLabels(map[string]string{discoveryv1.LabelServiceName: f.name, discoveryv1.LabelManagedBy: owned.FieldManager}).
		WithOwnerReferences(owned.OwnerReference(f.backend)).
		WithAddressType(group.family).
		WithPorts(discoveryv1ac.EndpointPort().WithName(portNamed).WithPort(group.port).WithProtocol("TCP"))
	for _, address := range group.addresses {
		slice.WithEndpoints(discoveryv1ac.Endpoint().WithAddresses(address).
			WithConditions(discoveryv1ac.EndpointConditions().WithReady(true)))
	}
	return slice
}

// pruneSlices removes the slices of a backend that carry the labels, except those to keep.
func pruneSlices(
	ctx context.Context, store owned.Store, backend *v1alpha1.CodeGenBackend, of map[string]string, keep func(*discoveryv1.EndpointSlice) bool,
) error {
	var list discoveryv1.EndpointSliceList
	if err := store.Client.List(ctx, &list, client.InNamespace(backend.Namespace), client.MatchingLabels(of)); err != nil {
		return fmt.Errorf("listing EndpointSlices: %w", err)
	}
	for i := range list.Items {
		if slice := &list.Items[i]; !keep(slice) {
			if err := store.Remove(ctx, backend, slice); err != nil {
				return err
			}
		}
	}
	return nil
}
