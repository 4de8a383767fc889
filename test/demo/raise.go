// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"

	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/test/cluster"
)

// raise raises the stage: everything runs, and the sample is applied. What fails later, and whenever, is told to fail.
func (d *demo) raise(ctx context.Context, fail context.CancelCauseFunc) error {
	for _, step := range []func(context.Context) error{
		d.divertLogs, d.build, d.startCluster, d.startEngines, d.prepare,
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
	d.tell.say("starting a control plane: kube-apiserver and etcd")
	if d.cluster, err = cluster.Start(ctx, os.Stderr); err != nil {
		return err
	}
	d.ends(d.cluster.Stop)
	if d.client, err = client.New(d.config(), client.Options{Scheme: app.Scheme()}); err != nil {
		return fmt.Errorf("making a client: %w", err)
	}
	d.table = &table{tell: d.tell, kubectl: d.kubectl}
	d.tell.say("the control plane is up, with our CRD; to watch along: export KUBECONFIG=%s", d.cluster.Kubeconfig)
	return nil
}

// config is one of our own, so that we do not wait behind the operator's requests.
func (d *demo) config() *rest.Config {
	config := rest.CopyConfig(d.cluster.Config)
	config.UserAgent = "demo"
	return config
}

func (d *demo) startEngines(ctx context.Context) error {
	for _, e := range []*engine{d.vllm, d.legacy} {
		d.ends(e.kill)
		if err := d.launch(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) startWatching(ctx context.Context) error {
	watching, stop := context.WithCancel(ctx)
	if err := d.witness.watchFor(watching, d.config(), &d.sample.backend); err != nil {
		stop()
		return err
	}
	followed := make(chan struct{})
	go func() { defer close(followed); d.table.follow(watching, d.witness) }()
	d.ends(func() { stop(); <-followed })
	return nil
}

func (d *demo) apply(ctx context.Context) error {
	out, err := d.kubectl(ctx, "apply", "-f", d.sample.path)
	if err != nil {
		return err
	}
	d.tell.quote("$ kubectl apply -f "+d.sample.path, out)
	return nil
}

// kubectl runs in the sample's namespace.
func (d *demo) kubectl(ctx context.Context, args ...string) (string, error) {
	return d.cluster.Kubectl(ctx, append([]string{"--namespace", d.sample.backend.Namespace}, args...)...)
}
