// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/test/cluster"
	"github.com/codegen-dev/codegen-operator/test/testnet"
)

// Exit statuses.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// demo holds everything that is started, so that all of it can be stopped.
type demo struct {
	out    *narrator
	keep   bool
	sample *sample
	home   string // programs and logs

	cluster  *cluster.Cluster
	client   client.Client
	net      *testnet.Net
	ports    ports
	vllm     *engine
	legacy   *engine
	observer *observer
	table    *table
	clients  *clients // of the gateway

	flips    int // expected so far
	measured []measured
	failure  error
	cleanups []func() // run in reverse order
}

// cleanup registers something to do at the end.
func (d *demo) cleanup(end func()) { d.cleanups = append(d.cleanups, end) }

// close stops everything, in reverse order. Logs are kept after a failure.
func (d *demo) close(code int) {
	for i := len(d.cleanups) - 1; i >= 0; i-- {
		d.cleanups[i]()
	}
	if code != exitFailed {
		_ = os.RemoveAll(d.home)
		return
	}
	_ = os.Remove(d.program())
	d.out.say("demo: failed: %v (the logs are in %s)", d.failure, d.home)
}

// logFile creates a log file.
func (d *demo) logFile(name string) (*os.File, error) {
	f, err := os.Create(d.logPath(name))
	if err != nil {
		return nil, fmt.Errorf("making a log: %w", err)
	}
	d.cleanup(func() { _ = f.Close() })
	return f, nil
}

func (d *demo) logPath(name string) string { return filepath.Join(d.home, name+".log") }

func (d *demo) program() string { return filepath.Join(d.home, "vllm-sim") }

// config is separate from the operator's, so that requests of the demo are not queued behind those of the operator.
func (d *demo) config() *rest.Config {
	config := rest.CopyConfig(d.cluster.Config)
	config.UserAgent = "demo"
	return config
}

// kubectl runs in the sample's namespace.
func (d *demo) kubectl(ctx context.Context, args ...string) (string, error) {
	return d.cluster.Kubectl(ctx, append([]string{"--namespace", d.sample.backend.Namespace}, args...)...)
}

func keyOf(b *v1alpha1.CodeGenBackend) client.ObjectKey { return client.ObjectKeyFromObject(b) }
