// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package config_test applies the manifests of this folder to a real API server, as users do.
package config_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/go-logr/logr"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/codegen-dev/codegen-operator/test/cluster"
)

// shared is the control plane of all tests.
var shared *cluster.Cluster

func TestMain(m *testing.M) {
	ctrl.SetLogger(logr.Discard()) // the tests do not need the log
	os.Exit(cluster.Main(m, &shared))
}

// kubectl runs kubectl. A warning fails the test as an error does.
func kubectl(t *testing.T, args ...string) string {
	t.Helper()
	out, err := shared.Kubectl(t.Context(), args...)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out, "Warning") {
		t.Errorf("kubectl %s warns: %s", strings.Join(args, " "), out)
	}
	return out
}

// apply applies a folder with strict validation.
func apply(t *testing.T, folder string, args ...string) string {
	t.Helper()
	return kubectl(t, append([]string{"apply", "--server-side", "--validate=strict", "-k", folder}, args...)...)
}

// newNamespace creates a namespace with a prefix.
func newNamespace(t *testing.T, begin string) string {
	t.Helper()
	manifest := "{apiVersion: v1, kind: Namespace, metadata: {generateName: " + begin + "-}}"
	name, err := shared.KubectlWith(t.Context(), manifest, "create", "-f", "-", "-o", "jsonpath={.metadata.name}")
	if err != nil {
		t.Fatal(err)
	}
	return name
}

var once sync.Once

// installed installs the operator's objects for the whole cluster, and for the namespace codegen.
func installed(t *testing.T) {
	t.Helper()
	once.Do(func() {
		if err := shared.InstallGatewayAPI(t.Context()); err != nil {
			t.Fatal(err)
		}
		apply(t, "default")
		kubectl(t, "create", "namespace", "codegen")
		apply(t, "namespaced")
	})
}

// serviceAccount returns the user name of the operator's service account.
func serviceAccount(namespace string) string {
	return fmt.Sprintf("system:serviceaccount:%s:codegen-operator-controller-manager", namespace)
}
