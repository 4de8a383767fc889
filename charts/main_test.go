// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package charts_test renders the chart, and installs it with the real Helm on a real API server, as users do.
package charts_test

import (
	"os"
	"testing"

	"github.com/go-logr/logr"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/codegen-dev/codegen-operator/test/cluster"
)

// chart is the folder of the chart.
const chart = "codegen-operator"

// shared is the control plane of all tests. The CRD and cluster roles are cluster-wide, so that tests that install run one
// after the other.
var shared *cluster.Cluster

func TestMain(m *testing.M) {
	ctrl.SetLogger(logr.Discard())
	code := cluster.Main(m, &shared, "kube-controller-manager")
	os.RemoveAll(schemasFolder)
	os.Exit(code)
}

// kubectl runs kubectl, which must succeed.
func kubectl(t *testing.T, args ...string) string {
	t.Helper()
	return kubectlWith(t, "", args...)
}

// kubectlWith runs it with an input.
func kubectlWith(t *testing.T, input string, args ...string) string {
	t.Helper()
	out, err := shared.KubectlWith(t.Context(), input, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// await runs kubectl wait.
func await(t *testing.T, args ...string) {
	t.Helper()
	if err := shared.Wait(t.Context(), args...); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
