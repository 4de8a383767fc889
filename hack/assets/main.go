// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command assets prints the directory of a real Kubernetes control plane, which
// it finds, downloads or builds. It tells its progress on stderr, so that
// KUBEBUILDER_ASSETS=$(go run ./hack/assets) works.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/codegen-dev/codegen-operator/test/controlplane"
)

const usage = `Usage: go run ./hack/assets [program ...]

Prints a directory that holds the programs of a Kubernetes control plane: by
default those that envtest needs, which are kube-apiserver, etcd and kubectl;
kube-controller-manager is there for the asking. They are taken from
$KUBEBUILDER_ASSETS, from the user's cache, from setup-envtest's download where
it can be reached, or else built from their Go modules, which takes about ten
minutes, once.
`

func main() {
	flag.Usage = func() { fmt.Fprint(flag.CommandLine.Output(), usage) }
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	dir, err := controlplane.Find(ctx, os.Stderr, flag.Args()...)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
	fmt.Println(dir)
}
