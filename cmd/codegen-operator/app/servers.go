// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	ctrlmetrics "sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/codegen-dev/codegen-operator/internal/httpserver"
)

// addServers adds the servers of metrics and health to the manager, with the bounds of all our servers: those of controller-runtime
// wait longer for heads, and for bodies without end.
func addServers(mgr ctrl.Manager, o Options) error {
	for _, s := range []struct {
		name, address string
		handler       http.Handler
	}{
		{"metrics", o.MetricsBindAddress, metricsHandler()},
		{"health", o.HealthProbeBindAddress, healthHandler(mgr)},
	} {
		if s.address == "0" || s.address == "" {
			continue
		}
		server := &manager.Server{Name: s.name, Server: httpserver.New(httpserver.Options{Address: s.address, Handler: s.handler})}
		if err := mgr.Add(server); err != nil {
			return fmt.Errorf("adding the server of %s: %w", s.name, err)
		}
	}
	return nil
}

// metricsHandler serves our metrics and those of controller-runtime.
func metricsHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(ctrlmetrics.Registry, promhttp.HandlerOpts{ErrorHandling: promhttp.HTTPErrorOnError}))
	return mux
}

// healthHandler serves /healthz while the program lives, and /readyz once the caches are filled.
func healthHandler(mgr ctrl.Manager) http.Handler {
	mux := http.NewServeMux()
	for path, checks := range map[string]map[string]healthz.Checker{
		"/healthz": {"ping": healthz.Ping},
		"/readyz":  {"caches": cachesFilled(mgr)},
	} {
		handler := http.StripPrefix(path, &healthz.Handler{Checks: checks})
		mux.Handle("GET "+path, handler)
		mux.Handle("GET "+path+"/", handler)
	}
	return mux
}

// readyTimeout bounds a readiness check: whether caches are filled can only be known by waiting for them.
const readyTimeout = 500 * time.Millisecond

func cachesFilled(mgr ctrl.Manager) healthz.Checker {
	return func(request *http.Request) error {
		ctx, cancel := context.WithTimeout(request.Context(), readyTimeout)
		defer cancel()
		if !mgr.GetCache().WaitForCacheSync(ctx) {
			return errors.New("the caches are not filled yet")
		}
		return nil
	}
}
