// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/test/cluster"
)

// setUp starts everything and applies the sample. What fails later cancels the demo by fail.
func (d *demo) setUp(ctx context.Context, fail context.CancelCauseFunc) error {
	for _, step := range []func(context.Context) error{
		d.redirectLogs, d.build, d.startCluster, d.startEngines, d.prepare,
		func(ctx context.Context) error { return d.startOperator(ctx, fail) },
		d.startWatching, d.apply,
		func(ctx context.Context) error { return d.startGateway(ctx, fail) },
	} {
		if err := step(ctx); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

func (d *demo) startCluster(ctx context.Context) (err error) {
	d.out.say("starting a control plane: kube-apiserver and etcd")
	if d.cluster, err = cluster.Start(ctx, os.Stderr); err != nil {
		return err
	}
	d.cleanup(d.cluster.Stop)
	if d.client, err = client.New(d.config(), client.Options{Scheme: app.Scheme()}); err != nil {
		return fmt.Errorf("making a client: %w", err)
	}
	d.table = &table{out: d.out, kubectl: d.kubectl}
	d.out.say("the control plane is up, with the CRD installed; to watch: export KUBECONFIG=%s", d.cluster.Kubeconfig)
	return nil
}

func (d *demo) startEngines(ctx context.Context) error {
	for _, e := range []*engine{d.vllm, d.legacy} {
		d.cleanup(e.kill)
		if err := d.launch(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) startWatching(ctx context.Context) error {
	watching, stop := context.WithCancel(ctx)
	if err := d.observer.observe(watching, d.config(), &d.sample.backend); err != nil {
		stop()
		return err
	}
	followed := make(chan struct{})
	go func() { defer close(followed); d.table.follow(watching, d.observer) }()
	d.cleanup(func() { stop(); <-followed })
	return nil
}

func (d *demo) apply(ctx context.Context) error {
	out, err := d.kubectl(ctx, "apply", "-f", d.sample.path)
	if err != nil {
		return err
	}
	d.out.quote("$ kubectl apply -f "+d.sample.path, out)
	return nil
}
