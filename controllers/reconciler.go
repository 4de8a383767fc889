// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"time"

	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/controllers/events"
	"github.com/codegen-dev/codegen-operator/controllers/metrics"
	"github.com/codegen-dev/codegen-operator/controllers/route"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
	"github.com/codegen-dev/codegen-operator/controllers/spec"
	"github.com/codegen-dev/codegen-operator/controllers/status"
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

// Prober probes the engines of all backends.
type Prober interface {
	// Ensure makes the prober follow a configuration of a backend.
	Ensure(key prober.Key, config prober.Config) error
	// Config returns the configuration of a backend that is in force.
	Config(key prober.Key) prober.Config
	// Observe returns what is known of the engines of a backend now.
	Observe(key prober.Key) prober.Observation
	// Forget stops probing the engines of a backend.
	Forget(key prober.Key)
}

// Reconciler reconciles CodeGenBackends.
type Reconciler struct {
	// Client reads from the cache and writes to the API server.
	Client client.Client
	// Live reads from the API server, for Secrets and other objects that are not watched.
	Live client.Reader
	// Prober probes the engines.
	Prober Prober
	// Routes point traffic to the active engine.
	Routes route.Routes
	// Expectations tell whether the cache shows what was written, of the backend itself and of the objects of its routes.
	Expectations *owned.Expectations
	// Recorder emits events.
	Recorder events.Recorder
	// Metrics are updated with what is reported.
	Metrics *metrics.Metrics
	// Now reads the clock.
	Now func() time.Time
}

// Reconcile brings one backend from what is observed to what is declared.
func (r *Reconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	backend, err := r.fetch(ctx, req.NamespacedName)
	if err != nil {
		return ctrl.Result{}, err
	}
	if backend == nil {
		r.forget(req)
		return ctrl.Result{}, nil
	}
	stallReason := r.configureProber(ctx, backend)
	now := r.Now()
	observed := r.Prober.Observe(req.NamespacedName)
	decision := decide.Next(now, spec.Policy(backend), spec.Memory(backend), observed.ForDecision())
	routes := r.act(ctx, backend, decision, observed)
	return r.report(ctx, backend, status.Result{Now: now, Observed: observed, Decision: decision, Routes: routes, StallReason: stallReason})
}

// forget drops all that is kept for an object that is gone. The API server's garbage collector removes what it owned.
func (r *Reconciler) forget(req ctrl.Request) {
	r.Prober.Forget(req.NamespacedName)
	r.Routes.Forget(req.NamespacedName)
	r.Metrics.Forget(req.NamespacedName)
	r.Expectations.Forget(req.NamespacedName)
}
