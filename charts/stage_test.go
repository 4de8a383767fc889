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

// empty is the control plane as it is before anybody has installed anything: Deployments roll out, and there is neither a CRD nor a cluster role.
func empty(t *testing.T) {
	t.Helper()
	running.Do(func() {
		ctx := context.WithoutCancel(t.Context()) // they run for the tests that come after this one as well
		if err := shared.RunDeployments(ctx, "namespace-controller"); err != nil {
			t.Fatal(err)
		}
	})
	schemas(t) // which need the CRD, for the tests that come after this one
	kubectl(t, "delete", "crd", "codegenbackends.serving.codegen.dev", "--ignore-not-found", "--wait")
	kubectl(t, "delete", "clusterrole,clusterrolebinding", "-l", "app.kubernetes.io/part-of=codegen-operator")
}

// newNamespace makes a namespace that lets in nothing but Pods of the level restricted.
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

// release is one of the chart, in a namespace of its own.
type release struct{ name, namespace string }

// do runs a command of Helm for the release. What the API server warns of fails the test.
func (r release) do(t *testing.T, command string, args ...string) string {
	t.Helper()
	out := helm(t, r.args(command, args...)...)
	if strings.Contains(out, "Warning") || strings.Contains(out, "violate") {
		t.Errorf("helm %s warns: %s", command, out)
	}
	return out
}

// refused runs one that must fail, and returns what Helm says.
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

// revision is the one that is deployed.
func (r release) revision(t *testing.T) string {
	t.Helper()
	_, rest, _ := strings.Cut(r.do(t, "status"), "REVISION: ")
	number, _, _ := strings.Cut(rest, "\n")
	return number
}

// get looks at one field of an object in the release's namespace.
func (r release) get(t *testing.T, object, path string) string {
	t.Helper()
	return kubectl(t, append(append([]string{"get"}, strings.Fields(object)...), "-n", r.namespace, "-o", "jsonpath={"+path+"}")...)
}

// there tells whether an object is in the release's namespace.
func (r release) there(t *testing.T, object string) bool {
	t.Helper()
	return kubectl(t, "get", object, "-n", r.namespace, "--ignore-not-found", "-o", "name") != ""
}
