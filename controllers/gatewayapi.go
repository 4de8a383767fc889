// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"fmt"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route"
)

// httpRouteKind is watched if the Gateway API is installed.
var httpRouteKind = schema.GroupVersionKind{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "HTTPRoute"}

// httpRouteIndex indexes backends by the HTTPRoute that they declare, managed or existing.
const httpRouteIndex = "spec.httpRoute"

// missingFor is how long the Gateway API counts as missing before it is looked for again, so that many backends do not ask for it all the
// time.
const missingFor = 5 * time.Second

// gatewayAPI watches the HTTPRoutes of the cluster, by their metadata only, once the Gateway API is installed.
type gatewayAPI struct {
	cache  cache.Cache
	mapper meta.RESTMapper
	now    func() time.Time

	mu      sync.Mutex
	watch   func(source.Source) error // guarded by mu; nil before the controller is made
	wake    handler.EventHandler      // guarded by mu
	watched bool                      // guarded by mu
	missing time.Time                 // guarded by mu; when it was looked for in vain
}

var _ route.GatewayAPI = &gatewayAPI{}

func newGatewayAPI(mgr ctrl.Manager) *gatewayAPI {
	return &gatewayAPI{cache: mgr.GetCache(), mapper: mgr.GetRESTMapper(), now: time.Now}
}

// watchWith sets which controller HTTPRoutes wake, and how.
func (g *gatewayAPI) watchWith(c controller.Controller, wake handler.EventHandler) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.watch, g.wake = c.Watch, wake
}

// Installed implements route.GatewayAPI.
func (g *gatewayAPI) Installed() (bool, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.watched || g.now().Sub(g.missing) < missingFor {
		return g.watched, nil
	}
	_, err := g.mapper.RESTMapping(httpRouteKind.GroupKind(), httpRouteKind.Version)
	if meta.IsNoMatchError(err) {
		g.missing = g.now()
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("asking the API server for HTTPRoutes: %w", err)
	}
	if err := g.watch(source.Kind(g.cache, client.Object(httpRoute()), g.wake)); err != nil {
		return false, fmt.Errorf("watching HTTPRoutes: %w", err)
	}
	g.watched = true
	return true, nil
}

// Labelled implements route.GatewayAPI.
func (g *gatewayAPI) Labelled(ctx context.Context, namespace string, labels map[string]string) ([]metav1.PartialObjectMetadata, error) {
	informer, err := g.cache.GetInformer(ctx, httpRoute(), cache.BlockUntilSynced(false))
	if err != nil {
		return nil, fmt.Errorf("finding the cache of HTTPRoutes: %w", err)
	}
	if !informer.HasSynced() {
		return nil, nil // a reader would wait for it
	}
	list := &metav1.PartialObjectMetadataList{}
	list.SetGroupVersionKind(httpRouteKind)
	if err := g.cache.List(ctx, list, client.InNamespace(namespace), client.MatchingLabels(labels)); err != nil {
		return nil, fmt.Errorf("listing HTTPRoutes: %w", err)
	}
	return list.Items, nil
}

// httpRoute makes an HTTPRoute of which only the metadata is read.
func httpRoute() *metav1.PartialObjectMetadata {
	o := &metav1.PartialObjectMetadata{}
	o.SetGroupVersionKind(httpRouteKind)
	return o
}

// httpRoutes returns the HTTPRoute that a backend declares, for the index.
func httpRoutes(o client.Object) []string {
	backend, ok := o.(*v1alpha1.CodeGenBackend)
	if !ok {
		return nil
	}
	if name := backend.HTTPRouteName(); name != "" {
		return []string{name}
	}
	return nil
}

// backendsOf returns the backends that declare an HTTPRoute. Its owner is of no use: an existing one has none, and one that is in the way
// has another.
func (r *Reconciler) backendsOf(ctx context.Context, httpRoute client.Object) []reconcile.Request {
	return r.requestsFor(ctx, httpRoute.GetNamespace(), httpRouteIndex, httpRoute.GetName())
}
