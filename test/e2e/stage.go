// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"time"

	"k8s.io/client-go/kubernetes"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/test/e2e/node"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// stage is the cluster that the steps run on, and what was measured.
type stage struct {
	plan     plan
	out      *narrator
	node     *node.Node
	client   client.WithWatch
	pods     kubernetes.Interface
	observer observer
	results  records
	measured []measured
}

// connect makes clients of the API server.
func (s *stage) connect(context.Context) error {
	config, err := s.node.Config()
	if err != nil {
		return err
	}
	if s.client, err = client.NewWithWatch(config, client.Options{Scheme: app.Scheme()}); err != nil {
		return err
	}
	s.pods, err = kubernetes.NewForConfig(config)
	return err
}

func (s *stage) apply(ctx context.Context, manifest string) error {
	_, err := s.node.Kubectl(ctx, manifest, "apply", "--server-side", "-f", "-")
	return err
}

// kubectlTimeout is the flag that has kubectl wait as long as everything else.
var kubectlTimeout = "--timeout=" + timing.Deadline.String()

// until waits until something holds. A bound that is exceeded is reported with its measured time, so the deadline is only for what hangs.
func (s *stage) until(ctx context.Context, what string, holds func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, timing.Deadline)
	defer cancel()
	ticks := time.NewTicker(20 * time.Millisecond)
	defer ticks.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("waited %v until %s: %w", timing.Deadline, what, context.Cause(ctx))
		case <-ticks.C:
		}
	}
	return nil
}
