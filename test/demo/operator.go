// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"log/slog"
	"os"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	network "github.com/codegen-dev/codegen-operator/internal/engine"
)

// operatorLog is the name of the log of what runs in this process.
const operatorLog = "operator"

// divertLogs has the operator, and all that it is made of, write to a file: the screen is for the story.
func (d *demo) divertLogs(context.Context) error {
	f, err := d.logFile(operatorLog)
	if err != nil {
		return err
	}
	log := logr.FromSlogHandler(slog.NewTextHandler(f, nil))
	ctrl.SetLogger(log)
	klog.SetLogger(log)
	return nil
}

// startOperator runs the operator as its program does, but that the network is a pretended one.
func (d *demo) startOperator(ctx context.Context, fail context.CancelCauseFunc) error {
	o, err := app.Parse([]string{"--metrics-bind-address=0", "--health-probe-bind-address=0", "--watch-namespace=" + d.sample.backend.Namespace}, noEnvironment)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx)) // it ends before the control plane does, not with the story
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		err := app.Run(ctx, o, d.cluster.Config, &network.Network{Lookup: d.net.Lookup, Dial: d.net.Dial})
		if ctx.Err() == nil {
			fail(errors.Join(errors.New("the operator ended by itself"), err))
		}
	}()
	d.ends(func() { stop(); <-ended })
	d.tell.say("the operator runs")
	return nil
}

// noEnvironment keeps settings of the user's own operators out.
func noEnvironment(string) (string, bool) { return "", false }

// lastLines of a log, for whoever has to find out what went wrong.
func lastLines(path string, n int) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return tail(string(data), n)
}
