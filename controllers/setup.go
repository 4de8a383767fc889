// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"fmt"
	"net/http"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/client-go/util/workqueue"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/delivery"
	"github.com/codegen-dev/codegen-operator/controllers/metrics"
	"github.com/codegen-dev/codegen-operator/controllers/route"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// workers is how many objects are reconciled at once. A reconcile waits for nothing but the API server.
const workers = 8

// servicesIndex indexes backends by the Services whose endpoints matter to them.
const servicesIndex = "spec.services"

// Reach is how the controller reaches what is outside of the API server.
type Reach struct {
	// Prober makes the prober, given how to wake the controller and the observer of checks. The manager closes it at the end.
	Prober func(wake func(prober.Key), o prober.Observer) *prober.Manager
	// Webhooks posts to webhooks. It must not follow redirects, and must refuse the same addresses as the clients of engines do.
	Webhooks *http.Client
	// WebhookHosts are the hosts that may be posted to; empty: every host.
	WebhookHosts route.WebhookHosts
	// Gateways configures the Pods of gateways.
	Gateways route.GatewayPods
}

// Setup adds the controller to a manager.
func Setup(ctx context.Context, mgr ctrl.Manager, m *metrics.Metrics, reach Reach) error {
	wakeup := &wakeup{}
	manager, deliverer := reach.Prober(wakeup.wake, m), delivery.New(reach.Webhooks, wakeup.wakeSoon)
	for _, c := range []closer{manager, deliverer} {
		if err := mgr.Add(closing(c)); err != nil {
			return fmt.Errorf("adding what goes on beside the controller: %w", err)
		}
	}
	gateways := newGatewayAPI(mgr)
	expectations := &owned.Expectations{}
	r := &Reconciler{
		Client:       mgr.GetClient(),
		Live:         mgr.GetAPIReader(),
		Prober:       manager,
		Routes:       routes(mgr, expectations, gateways, deliverer, reach),
		Expectations: expectations,
		Recorder:     mgr.GetEventRecorder("codegen-operator"),
		Metrics:      m,
		Now:          time.Now,
	}
	return r.setup(ctx, mgr, wakeup, gateways)
}

// routes returns all kinds of routes. Those that take effect at once come first.
func routes(
	mgr ctrl.Manager, expectations *owned.Expectations, gateways route.GatewayAPI, deliverer *delivery.Deliverer, reach Reach,
) route.Routes {
	store := owned.Store{Client: mgr.GetClient(), Live: mgr.GetAPIReader(), Expectations: expectations}
	return route.Routes{
		&route.Service{Store: store},
		&route.HTTPRoute{Store: store, API: gateways},
		&route.Gateway{Store: store, Pods: reach.Gateways},
		&route.ConfigMap{Store: store},
		&route.Webhook{Live: store.Live, Deliverer: deliverer, Hosts: reach.WebhookHosts},
	}
}

func (r *Reconciler) setup(ctx context.Context, mgr ctrl.Manager, wakeup *wakeup, gateways *gatewayAPI) error {
	if err := mgr.GetFieldIndexer().IndexField(ctx, &v1alpha1.CodeGenBackend{}, servicesIndex, services); err != nil {
		return fmt.Errorf("indexing backends by their Services: %w", err)
	}
	if err := mgr.GetFieldIndexer().IndexField(ctx, &v1alpha1.CodeGenBackend{}, claimIndex, r.claims); err != nil {
		return fmt.Errorf("indexing backends by their routes: %w", err)
	}
	if err := mgr.GetFieldIndexer().IndexField(ctx, &v1alpha1.CodeGenBackend{}, httpRouteIndex, httpRoutes); err != nil {
		return fmt.Errorf("indexing backends by their HTTPRoutes: %w", err)
	}
	b := ctrl.NewControllerManagedBy(mgr).
		Named("codegenbackend").
		For(&v1alpha1.CodeGenBackend{}, builder.WithPredicates(specOrRunRequest())).
		Owns(&corev1.Service{}).
		Owns(&discoveryv1.EndpointSlice{}).
		Owns(&corev1.ConfigMap{}).
		Watches(&v1alpha1.CodeGenBackend{}, handler.EnqueueRequestsFromMapFunc(r.contenders),
			builder.WithPredicates(predicate.GenerationChangedPredicate{})).
		Watches(&discoveryv1.EndpointSlice{}, handler.EnqueueRequestsFromMapFunc(r.backendsBehind)).
		WatchesRawSource(wakeup).
		WithOptions(controller.Options{MaxConcurrentReconciles: workers, RateLimiter: backoff(), SkipNameValidation: new(true)})
	for _, o := range route.GatewayObjects() {
		b.Owns(o)
	}
	c, err := b.Build(r)
	if err != nil {
		return fmt.Errorf("making the controller: %w", err)
	}
	gateways.watchWith(c, handler.EnqueueRequestsFromMapFunc(r.backendsOf))
	return nil
}

// A reconcile that failed is tried again after 50 ms, and after twice that time for each further failure, up to ten seconds: a route that
// cannot be moved is an outage, and a user who has fixed its cause should not have to wait a quarter of an hour.
const (
	firstBackoff = 50 * time.Millisecond
	mostBackoff  = 10 * time.Second
)

func backoff() workqueue.TypedRateLimiter[reconcile.Request] {
	return workqueue.NewTypedItemExponentialFailureRateLimiter[reconcile.Request](firstBackoff, mostBackoff)
}

// specOrRunRequest admits changes of the spec, and run requests for canaries; not our own writes of the status.
func specOrRunRequest() predicate.Predicate {
	runRequest := func(o client.Object) string { return o.GetAnnotations()[v1alpha1.AnnotationRunCanaries] }
	return predicate.Or[client.Object](predicate.GenerationChangedPredicate{}, predicate.Funcs{
		UpdateFunc: func(e event.UpdateEvent) bool { return runRequest(e.ObjectOld) != runRequest(e.ObjectNew) },
	})
}

// services returns the Services of a backend's engines, and those whose endpoints belong to the operator alone.
func services(o client.Object) []string {
	backend, ok := o.(*v1alpha1.CodeGenBackend)
	if !ok {
		return nil
	}
	names := backend.SelectorlessServices()
	for _, e := range []v1alpha1.EngineSpec{backend.Spec.VLLM, backend.Spec.Legacy} {
		if e.ServiceRef != nil {
			names = append(names, e.ServiceRef.Name)
		}
	}
	return names
}

// backendsBehind returns the backends that use the Service that a slice belongs to.
func (r *Reconciler) backendsBehind(ctx context.Context, slice client.Object) []reconcile.Request {
	service := slice.GetLabels()[discoveryv1.LabelServiceName]
	if service == "" {
		return nil
	}
	return r.requestsFor(ctx, slice.GetNamespace(), servicesIndex, service)
}

// requestsFor returns the backends of a namespace that an index has under a value.
func (r *Reconciler) requestsFor(ctx context.Context, namespace, index, value string) []reconcile.Request {
	var backends v1alpha1.CodeGenBackendList
	if err := r.Client.List(ctx, &backends, client.InNamespace(namespace), client.MatchingFields{index: value}); err != nil {
		return nil // the next refresh finds the change
	}
	var requests []reconcile.Request
	for i := range backends.Items {
		requests = append(requests, reconcile.Request{NamespacedName: client.ObjectKeyFromObject(&backends.Items[i])})
	}
	return requests
}

// closer works in the background until it is closed.
type closer interface{ Close() }

// closing closes what works in the background when the manager stops.
func closing(c closer) manager.Runnable {
	return manager.RunnableFunc(func(ctx context.Context) error {
		<-ctx.Done()
		c.Close()
		return nil
	})
}
