// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"time"

	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/controllers/route"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// +kubebuilder:rbac:groups=serving.codegen.dev,resources=codegenbackends,verbs=get;list;watch
// +kubebuilder:rbac:groups=serving.codegen.dev,resources=codegenbackends/status,verbs=get;patch
// +kubebuilder:rbac:groups=serving.codegen.dev,resources=codegenbackends/finalizers,verbs=update
// +kubebuilder:rbac:groups="",resources=services,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=discovery.k8s.io,resources=endpointslices,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=discovery.k8s.io,resources=endpointslices/restricted,verbs=create
// +kubebuilder:rbac:groups=gateway.networking.k8s.io,resources=httproutes,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups="",resources=secrets,verbs=get
// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch

// Prober is the watch over the engines of all backends.
type Prober interface {
	// Ensure watches a backend by a plan.
	Ensure(key prober.Key, plan prober.Config) error
	// Config is the plan that a backend is watched by.
	Config(key prober.Key) prober.Config
	// Observe tells what is seen of a backend now.
	Observe(key prober.Key) prober.Observation
	// Forget stops watching a backend.
	Forget(key prober.Key)
}

// Reconciler keeps CodeGenBackends as declared.
type Reconciler struct {
	// Client reads from the cache and writes to the API server.
	Client client.Client
	// Live reads from the API server, for Secrets and other objects that are never watched.
	Live client.Reader
	// Prober watches the engines.
	Prober Prober
	// Routes carry the traffic.
	Routes route.Routes
	// Recent knows when the cache shows what the routes wrote.
	Recent *route.Recent
	// Recorder emits events.
	Recorder events.EventRecorder
	// Metrics are told of what was reported.
	Metrics *Metrics
	// Now reads the clock.
	Now func() time.Time

	versions versions
}

// Reconcile brings one backend to what is declared and seen.
func (r *Reconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	backend, err := r.fetch(ctx, req.NamespacedName)
	if err != nil {
		return ctrl.Result{}, err
	}
	if backend == nil {
		r.forget(req)
		return ctrl.Result{}, nil
	}
	hindrance := r.sense(ctx, backend)
	now := r.Now()
	seen := r.Prober.Observe(req.NamespacedName)
	decision := decide.Next(now, policyOf(backend), memoryOf(backend), seen.ForDecision())
	routed := r.act(ctx, backend, decision, seen)
	return r.report(ctx, backend, account{now: now, seen: seen, decision: decision, routed: routed, hindrance: hindrance})
}

// forget drops all that is kept for an object that is gone. The API server's garbage collector removes what it owned.
func (r *Reconciler) forget(req ctrl.Request) {
	r.Prober.Forget(req.NamespacedName)
	r.Routes.Forget(req.NamespacedName)
	r.Metrics.Forget(req.NamespacedName)
	r.Recent.Forget(req.NamespacedName)
	r.versions.doubt(req.NamespacedName)
}
