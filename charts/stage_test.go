// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/codegen-dev/codegen-operator/test/timing"
)

var running sync.Once

// empty resets the control plane to its state before an installation: Deployments roll out, and there is no CRD and no cluster
// role.
func empty(t *testing.T) {
	t.Helper()
	running.Do(func() {
		ctx := context.WithoutCancel(t.Context()) // they keep running for later tests
		if err := shared.RunDeployments(ctx, "namespace-controller"); err != nil {
			t.Fatal(err)
		}
	})
	schemas(t) // later tests use them, and they need the CRD
	kubectl(t, "delete", "crd", "codegenbackends.serving.codegen.dev", "--ignore-not-found", "--wait")
	kubectl(t, "delete", "clusterrole,clusterrolebinding", "-l", "app.kubernetes.io/part-of=codegen-operator")
}

// newNamespace creates a namespace that enforces the level restricted.
func newNamespace(t *testing.T, begin string) string {
	t.Helper()
	return kubectlWith(t, `
apiVersion: v1
kind: Namespace
metadata:
  generateName: `+begin+`-
  labels: {pod-security.kubernetes.io/enforce: restricted, pod-security.kubernetes.io/warn: restricted}
`, "create", "-f", "-", "-o", "jsonpath={.metadata.name}")
}

// release is a release of the chart in its own namespace.
type release struct{ name, namespace string }

// do runs a Helm command for the release. A warning of the API server fails the test.
func (r release) do(t *testing.T, command string, args ...string) string {
	t.Helper()
	out := helm(t, r.args(command, args...)...)
	if strings.Contains(out, "Warning") || strings.Contains(out, "violate") {
		t.Errorf("helm %s warns: %s", command, out)
	}
	return out
}

// refused runs a command that must fail, and returns Helm's error.
func (r release) refused(t *testing.T, command string, args ...string) string {
	t.Helper()
	return refusal(t, r.args(command, args...)...)
}

func (r release) args(command string, args ...string) []string {
	all := append([]string{command, r.name}, args...)
	all = append(all, "--namespace", r.namespace)
	switch command {
	case "install", "upgrade", "rollback", "uninstall":
		all = append(all, "--wait", "--timeout", timing.Deadline.String())
	}
	return all
}

// revision returns the deployed revision.
func (r release) revision(t *testing.T) string {
	t.Helper()
	_, rest, _ := strings.Cut(r.do(t, "status"), "REVISION: ")
	number, _, _ := strings.Cut(rest, "\n")
	return number
}

// get returns one field of an object in the release's namespace.
func (r release) get(t *testing.T, object, path string) string {
	t.Helper()
	return kubectl(t, append(append([]string{"get"}, strings.Fields(object)...), "-n", r.namespace, "-o", "jsonpath={"+path+"}")...)
}

// there reports whether an object exists in the release's namespace.
func (r release) there(t *testing.T, object string) bool {
	t.Helper()
	return kubectl(t, "get", object, "-n", r.namespace, "--ignore-not-found", "-o", "name") != ""
}
