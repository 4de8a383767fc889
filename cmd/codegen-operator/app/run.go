// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"os"

	"github.com/go-logr/logr"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/settings"
	"github.com/codegen-dev/codegen-operator/internal/version"
)

// Main runs the operator until ctx ends, against the cluster that the options name.
func Main(ctx context.Context, o Options) error {
	log := logr.FromSlogHandler(settings.LogHandler(os.Stderr, o.LogLevel, o.LogFormat))
	ctrl.SetLogger(log)
	klog.SetLogger(log)
	log.Info("starting", version.Get().Log()...)
	config, err := settings.RESTConfig(o.Kubeconfig, version.Agent("codegen-operator"))
	if err != nil {
		return err
	}
	return Run(ctx, o, config, &engine.Network{Guard: engine.NewGuard(o.AllowAddresses...)})
}

// Run runs the operator until ctx ends, against the cluster of a config, reaching engines through network.
func Run(ctx context.Context, o Options, config *rest.Config, network *engine.Network) error {
	mgr, err := NewManager(ctx, o, config, network)
	if err != nil {
		return err
	}
	if err := mgr.Start(ctx); err != nil {
		return fmt.Errorf("running the operator: %w", err)
	}
	return nil
}
