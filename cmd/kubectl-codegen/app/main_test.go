// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"os"
	"os/signal"
	"testing"

	"github.com/go-logr/logr"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/codegen-dev/codegen-operator/cmd/kubectl-codegen/app"
	"github.com/codegen-dev/codegen-operator/test/cluster"
)

// program is the variable that turns the test binary into the plugin.
const program = "KUBECTL_CODEGEN_TEST_IS_PROGRAM"

// shared is the control plane of all tests; each has a namespace of its own.
var shared *cluster.Cluster

func TestMain(m *testing.M) {
	if os.Getenv(program) != "" {
		ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt)
		os.Exit(app.Main(ctx, os.Args[1:], app.OSEnvironment()))
	}
	ctrl.SetLogger(logr.Discard())
	os.Exit(cluster.Main(m, &shared))
}
