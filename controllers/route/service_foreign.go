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

// madeByKubernetes are who manage the EndpointSlices of Services with a selector, or with an Endpoints object. Neither takes them away
// when the selector goes; and Endpoints, which are left as well, are mirrored from then on.
var madeByKubernetes = []string{"endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"}

// alone removes the slices that whoever filled the Service before left behind, and tells of those that are somebody else's: kube-proxy
// spreads connections over all slices of a Service. The zero State: there are ours alone.
func (f *managedService) alone(ctx context.Context, field string) state.Route {
	others, err := f.others(ctx)
	if err != nil {
		return failed(err)
	}
	var foreign []string
	for i := range others {
		slice := &others[i]
		switch gone, err := f.clear(ctx, slice); {
		case err != nil:
			return failed(err)
		case !gone && serves(slice):
			foreign = append(foreign, slice.Name)
		}
	}
	return f.shared(foreign, field)
}

// others are the slices of the Service beside those that we want.
func (f *managedService) others(ctx context.Context) ([]discoveryv1.EndpointSlice, error) {
	var list discoveryv1.EndpointSliceList
	of := client.MatchingLabels{discoveryv1.LabelServiceName: f.name}
	if err := f.Store.Client.List(ctx, &list, client.InNamespace(f.backend.Namespace), of); err != nil {
		return nil, fmt.Errorf("listing the EndpointSlices of Service %s: %w", f.name, err)
	}
	return slices.DeleteFunc(list.Items, func(s discoveryv1.EndpointSlice) bool { return slices.Contains(f.held, s.Name) }), nil
}

// clear removes a slice that is left behind; gone tells whether it was.
func (f *managedService) clear(ctx context.Context, slice *discoveryv1.EndpointSlice) (gone bool, err error) {
	if slices.Contains(madeByKubernetes, slice.Labels[discoveryv1.LabelManagedBy]) {
		return true, f.clearKubernetes(ctx, slice)
	}
	switch err := f.Store.CheckOwner(ctx, f.backend, slice); {
	case errors.Is(err, owned.ErrNotOwned):
		return false, nil
	case err != nil:
		return false, err
	}
	return true, f.Store.Delete(ctx, f.backend, slice, owned.Unchanged(slice))
}

// clearKubernetes removes what a controller of Kubernetes made, in whatever state it is, and first what it would be made from again.
func (f *managedService) clearKubernetes(ctx context.Context, slice *discoveryv1.EndpointSlice) error {
	source := &metav1.PartialObjectMetadata{ObjectMeta: metav1.ObjectMeta{Namespace: f.backend.Namespace, Name: f.name}}
	source.SetGroupVersionKind(schema.GroupVersionKind{Version: "v1", Kind: "Endpoints"})
	if err := client.IgnoreNotFound(f.Store.Client.Delete(ctx, source)); err != nil {
		return fmt.Errorf("deleting Endpoints %s, which are left of the time before Service %s was handed over: %w", f.name, f.name, err)
	}
	uid := slice.GetUID()
	return f.Store.Delete(ctx, f.backend, slice, client.Preconditions{UID: &uid})
}

// serves tells whether connections go to a slice. One that does not say whether it is ready counts as ready.
func serves(slice *discoveryv1.EndpointSlice) bool {
	return slices.ContainsFunc(slice.Endpoints, func(e discoveryv1.Endpoint) bool { return e.Conditions.Ready == nil || *e.Conditions.Ready })
}

// shared is the state of a Service with slices of somebody else. Ours hold the active engine, so that a flip counts as begun.
func (f *managedService) shared(foreign []string, field string) state.Route {
	if len(foreign) == 0 {
		return state.Route{}
	}
	return state.Route{Reason: v1alpha1.ReasonNotOwned, Moving: true, Lost: true, Stalled: true, Message: fmt.Sprintf(
		"Service %s has ready endpoints that were not made for this CodeGenBackend, and sends connections there as well: delete EndpointSlice %s, or choose another name in %s",
		f.name, strings.Join(foreign, ", "), field)}
}
