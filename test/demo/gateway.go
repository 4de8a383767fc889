// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	gatewayapp "github.com/codegen-dev/codegen-operator/cmd/codegen-gateway/app"
	network "github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/gateway/source"
)

// startGateway runs the gateway as its program does, but with a simulated network, and prepares its clients.
func (d *demo) startGateway(ctx context.Context, fail context.CancelCauseFunc) error {
	listen, err := d.ports.free()
	if err != nil {
		return err
	}
	key := keyOf(&d.sample.backend)
	o, err := gatewayapp.Parse([]string{
		"--backend=" + key.String(), "--listen-address=" + listen, "--metrics-bind-address=0", "--health-probe-bind-address=0",
	}, emptyEnvironment)
	if err != nil {
		return err
	}
	f, err := d.logFile("gateway")
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(f, nil))
	follower, err := source.NewCluster(d.config(), key, source.Access{Authentication: v1alpha1.AuthenticationNone}, log)
	if err != nil {
		return fmt.Errorf("making the gateway: %w", err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx)) // it stops before the control plane, not with the story
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		err := gatewayapp.Run(ctx, o, log, follower, &network.Network{Lookup: d.net.Lookup, Dial: d.net.Dial})
		if ctx.Err() == nil {
			fail(errors.Join(errors.New("the gateway stopped unexpectedly"), err))
		}
	}()
	d.cleanup(func() { stop(); <-ended })
	d.clients = newClients("http://"+listen, d.sample.backend.Spec.Chunking.Chunks)
	d.cleanup(d.clients.stop)
	d.out.say("a gateway follows status.active, at http://%s", listen)
	return nil
}
