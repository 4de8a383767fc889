// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	network "github.com/codegen-dev/codegen-operator/internal/engine"
)

// operatorLog is the name of the log of what runs in this process.
const operatorLog = "operator"

// redirectLogs sends the logs of the operator and its libraries to a file, so that the terminal shows the story.
func (d *demo) redirectLogs(context.Context) error {
	f, err := d.logFile(operatorLog)
	if err != nil {
		return err
	}
	log := logr.FromSlogHandler(slog.NewTextHandler(f, nil))
	ctrl.SetLogger(log)
	klog.SetLogger(log)
	return nil
}

// startOperator runs the operator as its program does, but with a simulated network.
func (d *demo) startOperator(ctx context.Context, fail context.CancelCauseFunc) error {
	o, err := app.Parse(
		[]string{"--metrics-bind-address=0", "--health-probe-bind-address=0", "--watch-namespace=" + d.sample.backend.Namespace},
		emptyEnvironment,
	)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx)) // it stops before the control plane, not with the story
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		err := app.Run(ctx, o, d.cluster.Config, &network.Network{Lookup: d.net.Lookup, Dial: d.net.Dial})
		if ctx.Err() == nil {
			fail(errors.Join(errors.New("the operator stopped unexpectedly"), err))
		}
	}()
	d.cleanup(func() { stop(); <-ended })
	d.out.say("the operator runs")
	return nil
}

// emptyEnvironment ignores settings for the user's own operators.
func emptyEnvironment(string) (string, bool) { return "", false }
