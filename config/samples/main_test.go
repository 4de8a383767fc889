// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:debug x509usefallbackroots=1

// Package samples_test applies each sample to a real API server, with the real operator and simulated engines at the addresses
// in the sample, waits until it serves, and then kills vllm.
package samples_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/go-logr/logr"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/codegen-dev/codegen-operator/test/cluster"
	"github.com/codegen-dev/codegen-operator/test/controlplane"
)

// programs is the folder of kubectl.
var programs string

// shared is the control plane of all samples; each has a namespace of its own.
var shared *cluster.Cluster

func TestMain(m *testing.M) {
	ctrl.SetLogger(logr.Discard()) // the tests do not need the log
	trustExamples()
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// trustExamples makes this process trust the certificate of httptest's servers, which is for example.com and its subdomains.
func trustExamples() {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	x509.SetFallbackRoots(roots)
}

func run(m *testing.M) (int, error) {
	ctx := context.Background()
	var err error
	if programs, err = controlplane.Find(ctx, os.Stderr, "kubectl"); err != nil {
		return 1, err
	}
	if shared, err = cluster.Start(ctx, os.Stderr, "kube-controller-manager"); err != nil {
		return 1, err
	}
	defer shared.Stop()
	if err := shared.RunDeployments(ctx); err != nil {
		return 1, err
	}
	if err := shared.InstallGatewayAPI(ctx); err != nil {
		return 1, err
	}
	return cluster.Run(m), nil
}
