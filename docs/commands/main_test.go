// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build unix

// Package commands_test runs the commands of the documentation: each block of sh or console, page by page, in order, against a real control
// plane with the real operator and simulated engines. pages_test.go lists the commands that a test cannot run, with the reason.
package commands_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/go-logr/logr"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/codegen-dev/codegen-operator/test/cluster"
)

// shared is the control plane of all pages; each page has a namespace of its own.
var shared *cluster.Cluster

// tools is the folder that is first on the PATH of every page.
var tools string

func TestMain(m *testing.M) {
	if isCurl() {
		if err := curl(context.Background(), os.Args[1:], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	ctrl.SetLogger(logr.Discard()) // the tests look at what the operator does, not at what it says
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	ctx := context.Background()
	var err error
	if tools, err = os.MkdirTemp("", "codegen-docs-"); err != nil {
		return 1, err
	}
	defer os.RemoveAll(tools)
	if err := installTools(ctx, tools); err != nil {
		return 1, err
	}
	if shared, err = cluster.Start(ctx, os.Stderr, "kube-controller-manager"); err != nil {
		return 1, err
	}
	defer shared.Stop()
	if err := prepareCluster(ctx); err != nil {
		return 1, err
	}
	return cluster.Run(m), nil
}

// prepareCluster lets Deployments roll out on a simulated node, and runs the controllers that delete dependent objects.
func prepareCluster(ctx context.Context) error {
	if err := shared.RunDeployments(ctx, "namespace-controller", "garbage-collector-controller", "serviceaccount-controller"); err != nil {
		return err
	}
	return shared.InstallGatewayAPI(ctx)
}
