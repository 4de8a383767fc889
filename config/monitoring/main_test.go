// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package monitoring_test records the metrics that the operator and the gateway expose. hack/prometheus checks the dashboards
// and alerts of this folder against that record.
package monitoring_test

import (
	"flag"
	"os"
	"testing"

	"github.com/go-logr/logr"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/codegen-dev/codegen-operator/test/cluster"
)

// shared is the control plane of all tests.
var shared *cluster.Cluster

var update = flag.Bool("update", false, "write the records again")

func TestMain(m *testing.M) {
	ctrl.SetLogger(logr.Discard()) // the tests do not need the log
	os.Exit(cluster.Main(m, &shared))
}
