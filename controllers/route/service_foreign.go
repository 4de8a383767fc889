// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// What a Service that was handed over leaves behind.
// +kubebuilder:rbac:groups="",resources=endpoints,verbs=delete

// endpointControllers manage the EndpointSlices of Services with a selector, or with an Endpoints object. Neither removes them when the
// selector is removed; and the Endpoints object, which is left as well, is mirrored from then on.
var endpointControllers = []string{"endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"}

// removeForeign removes slices that are left from before the Service was ours, and reports those that belong to someone else: kube-proxy
// spreads connections over all slices of a Service. The zero state: only ours are left.
func (f *managedService) removeForeign(ctx context.Context, field string) state.Route {
	others, err := f.others(ctx)
	if err != nil {
		return failed(err)
	}
	var foreign []string
	for i := range others {
		slice := &others[i]
		switch gone, err := f.removeLeftover(ctx, slice); {
		case err != nil:
			return failed(err)
		case !gone && serves(slice):
			foreign = append(foreign, slice.Name)
		}
	}
	return f.foreignState(foreign, field)
}

// others returns the slices of the Service except those that are wanted.
func (f *managedService) others(ctx context.Context) ([]discoveryv1.EndpointSlice, error) {
	var list discoveryv1.EndpointSliceList
	of := client.MatchingLabels{discoveryv1.LabelServiceName: f.name}
	if err := f.Store.Client.List(ctx, &list, client.InNamespace(f.backend.Namespace), of); err != nil {
		return nil, fmt.Errorf("listing the EndpointSlices of Service %s: %w", f.name, err)
	}
	return slices.DeleteFunc(list.Items, func(s discoveryv1.EndpointSlice) bool { return slices.Contains(f.wantedSlices, s.Name) }), nil
}

// removeLeftover removes a slice that is left behind; gone reports whether it was one.
func (f *managedService) removeLeftover(ctx context.Context, slice *discoveryv1.EndpointSlice) (gone bool, err error) {
	if slices.Contains(endpointControllers, slice.Labels[discoveryv1.LabelManagedBy]) {
		return true, f.removeGenerated(ctx, slice)
	}
	switch err := f.Store.CheckOwner(ctx, f.backend, slice); {
	case errors.Is(err, owned.ErrNotOwned):
		return false, nil
	case err != nil:
		return false, err
	}
	return true, f.Store.Delete(ctx, f.backend, slice, owned.Unchanged(slice))
}

// removeGenerated removes a slice that a controller of Kubernetes generated, in any version, and first the Endpoints object that it would
// be generated from again.
func (f *managedService) removeGenerated(ctx context.Context, slice *discoveryv1.EndpointSlice) error {
	source := &metav1.PartialObjectMetadata{ObjectMeta: metav1.ObjectMeta{Namespace: f.backend.Namespace, Name: f.name}}
	source.SetGroupVersionKind(schema.GroupVersionKind{Version: "v1", Kind: "Endpoints"})
	if err := client.IgnoreNotFound(f.Store.Client.Delete(ctx, source)); err != nil {
		return fmt.Errorf("deleting Endpoints %s, which are left of the time before Service %s was handed over: %w", f.name, f.name, err)
	}
	uid := slice.GetUID()
	return f.Store.Delete(ctx, f.backend, slice, client.Preconditions{UID: &uid})
}

// serves reports whether a slice gets connections. An endpoint without the condition ready counts as ready.
func serves(slice *discoveryv1.EndpointSlice) bool {
	return slices.ContainsFunc(slice.Endpoints, func(e discoveryv1.Endpoint) bool { return e.Conditions.Ready == nil || *e.Conditions.Ready })
}

// foreignState is the state of a Service with slices of someone else. Ours hold the active engine, so a flip counts as begun.
func (f *managedService) foreignState(foreign []string, field string) state.Route {
	if len(foreign) == 0 {
		return state.Route{}
	}
	return state.Route{Reason: v1alpha1.ReasonNotOwned, Moving: true, Lost: true, Stalled: true, Message: fmt.Sprintf(
		"Service %s has ready endpoints that were not made for this CodeGenBackend, and sends connections there as "+
			"well: delete EndpointSlice %s, or choose another name in %s",
		f.name,
		strings.Join(foreign, ", "),
		field,
	)}
}
