// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"fmt"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/codegen-dev/codegen-operator/test/e2e/sandbox"
)

// Node is a cluster of one node.
type Node struct {
	// ControlPlane is the folder with etcd, kube-apiserver, kube-controller-manager and kubectl.
	ControlPlane string
	// Programs is the folder with all others.
	Programs string
	// Logs is the folder for their logs.
	Logs string

	dir  string
	fail context.CancelCauseFunc
}

// Up starts the cluster. The context that it returns ends with the first program that does.
func (n *Node) Up(ctx context.Context, images []string, say func(string, ...any)) (context.Context, error) {
	ctx, n.fail = context.WithCancelCause(ctx)
	n.dir = sandbox.Dir
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"a network and certificates", func() error { return n.network(ctx) }},
		{"", n.identify},
		{"etcd, kube-apiserver, kube-controller-manager, kube-scheduler", func() error { return n.startControlPlane(ctx) }},
		{"containerd", func() error { return n.startRuntime(ctx) }},
		{"images", func() error { return n.importAll(ctx, images) }},
		{"kubelet and kube-proxy (nftables)", func() error { return n.startKubelet(ctx) }},
	} {
		begun := time.Now()
		if err := step.do(); err != nil {
			return ctx, err
		}
		if step.what != "" {
			say("%s: %.1f s", step.what, time.Since(begun).Seconds())
		}
	}
	return ctx, nil
}

func (n *Node) importAll(ctx context.Context, images []string) error {
	for _, file := range images {
		if err := n.Import(ctx, file); err != nil {
			return err
		}
	}
	return nil
}

// Config is how a client of ours reaches the API server.
func (n *Node) Config() (*rest.Config, error) {
	return clientcmd.BuildConfigFromFlags("", n.kubeconfig("admin"))
}

// Kubeconfig is the path of the administrator's.
func (n *Node) Kubeconfig() string { return n.kubeconfig("admin") }

// patience is how long a program may take to be ready, on a slow machine.
const patience = 2 * time.Minute

// until tries until it works.
func (n *Node) until(ctx context.Context, what string, try func() error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ticks := time.NewTicker(100 * time.Millisecond)
	defer ticks.Stop()
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waited until %s: %w: %w", what, context.Cause(ctx), err)
		case <-ticks.C:
		}
	}
}
