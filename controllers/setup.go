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

// workers is how many objects are reconciled at once. Reconciling waits for nothing but the API server.
const workers = 8

// servicesIndex finds the backends to which the endpoints of a Service matter.
const servicesIndex = "spec.services"

// Reach is how the controller reaches what is outside of the API server.
type Reach struct {
	// Sensor makes the watch over the engines, given how to wake the controller and who is to be told of checks; the manager closes it at the end.
	Prober func(wake func(prober.Key), o prober.Observer) *prober.Manager
	// Webhooks posts to webhooks. It must not follow redirects, and must keep away from the addresses that engines may not be at.
	Webhooks *http.Client
	// WebhookHosts are those that may be posted to; none: every host.
	WebhookHosts route.WebhookHosts
	// Gateways are what gateways are deployed with.
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

// routes are all ways to carry traffic, those first that take effect at once.
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
		Watches(&v1alpha1.CodeGenBackend{}, handler.EnqueueRequestsFromMapFunc(r.contenders), builder.WithPredicates(predicate.GenerationChangedPredicate{})).
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

// What failed is tried again after 50 ms, and twice as long each time, up to ten seconds: a route that cannot be moved is an
// outage, and whoever has mended what was in the way does not want to wait a quarter of an hour.
const (
	firstBackoff = 50 * time.Millisecond
	mostBackoff  = 10 * time.Second
)

func backoff() workqueue.TypedRateLimiter[reconcile.Request] {
	return workqueue.NewTypedItemExponentialFailureRateLimiter[reconcile.Request](firstBackoff, mostBackoff)
}

// specOrRunRequest lets through what changes the spec, and the runRequest to run canaries; not our own writes to the status.
func specOrRunRequest() predicate.Predicate {
	runRequest := func(o client.Object) string { return o.GetAnnotations()[v1alpha1.AnnotationRunCanaries] }
	return predicate.Or[client.Object](predicate.GenerationChangedPredicate{}, predicate.Funcs{
		UpdateFunc: func(e event.UpdateEvent) bool { return runRequest(e.ObjectOld) != runRequest(e.ObjectNew) },
	})
}

// services are those that a backend's engines are behind, and those that are to lead to its engines alone.
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

// backendsBehind are the backends to which the Service matters that a slice belongs to.
func (r *Reconciler) backendsBehind(ctx context.Context, slice client.Object) []reconcile.Request {
	service := slice.GetLabels()[discoveryv1.LabelServiceName]
	if service == "" {
		return nil
	}
	return r.requestsFor(ctx, slice.GetNamespace(), servicesIndex, service)
}

// requestsFor are the backends of a namespace that an index has under a value.
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

// closer goes on beside the controller until it is closed.
type closer interface{ Close() }

// closing ends what goes on beside the controller when the manager stops.
func closing(c closer) manager.Runnable {
	return manager.RunnableFunc(func(ctx context.Context) error {
		<-ctx.Done()
		c.Close()
		return nil
	})
}
