// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command controlplane is a Kubernetes control plane in one binary. It runs
// the program that it is called as, so that four links to it stand in for
// kube-apiserver, etcd, kubectl and kube-controller-manager, and the many
// packages that they share are compiled, linked and stored once.
package main

import (
	"fmt"
	"os"

	"github.com/codegen-dev/codegen-operator/hack/controlplane/multicall"
)

func main() {
	programs := multicall.Programs{
		"etcd":                    runEtcd,
		"kube-apiserver":          runAPIServer,
		"kube-controller-manager": runControllerManager,
		"kubectl":                 runKubectl,
	}
	run, err := programs.Lookup(os.Args[0])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	run()
}
