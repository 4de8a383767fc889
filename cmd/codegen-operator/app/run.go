// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"os"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/version"
)

// Main runs the operator until ctx ends, against the cluster that the options name.
func Main(ctx context.Context, o Options) error {
	log := logger(o, os.Stderr)
	ctrl.SetLogger(log)
	klog.SetLogger(log)
	log.Info("starting", version.Get().Log()...)
	config, err := restConfig(o)
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

// restConfig finds the cluster in the order in which kubectl does, and the pod's service account.
func restConfig(o Options) (*rest.Config, error) {
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.ExplicitPath = o.Kubeconfig
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, nil).ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("no cluster to talk to (set --kubeconfig or KUBECONFIG, or run in a pod): %w", err)
	}
	config.UserAgent = version.Agent("codegen-operator")
	return config, nil
}
