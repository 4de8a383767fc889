// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"log/slog"

	"k8s.io/client-go/rest"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/gateway/admit"
	"github.com/codegen-dev/codegen-operator/internal/gateway/source"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/settings"
	"github.com/codegen-dev/codegen-operator/internal/version"
)

// Follower provides the routing table and the admission policy.
type Follower interface {
	// Table is the routing table; nil: it is not known yet.
	Table() *table.Table
	// Policy says which clients are let in; nil: it is not known yet.
	Policy() *admit.Policy
	// Run follows until ctx ends.
	Run(ctx context.Context) error
}

// Main runs the gateway until ctx ends, and then until its streams have ended or the drain timeout is over.
func Main(ctx context.Context, o Options, log *slog.Logger) error {
	log.Info("starting", version.Get().Log()...)
	follower, err := follow(ctx, o, log)
	if err != nil {
		return err
	}
	return Run(ctx, o, log, follower, &engine.Network{Guard: engine.NewGuard(o.AllowAddresses...)})
}

// follow makes the follower that the options select.
func follow(ctx context.Context, o Options, log *slog.Logger) (Follower, error) {
	if o.Config != "" {
		return source.NewFile(ctx, o.Config, o.access(), log)
	}
	config, err := settings.RESTConfig(o.Kubeconfig, version.Agent("codegen-gateway"))
	if err != nil {
		return nil, fmt.Errorf("%w; to run without a cluster, set --config", err)
	}
	config.QPS = -1 // the few requests to the API server need no limit
	return inCluster(o, config, log)
}

// inCluster makes a follower in the cluster of a config.
func inCluster(o Options, config *rest.Config, log *slog.Logger) (Follower, error) {
	backend, err := o.backend()
	if err != nil {
		return nil, err
	}
	return source.NewCluster(config, backend, o.access(), log)
}
