// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package config_test

import (
	"strings"
	"testing"
)

// A strict API server accepts everything without a warning, and accepts it a second time, as in an upgrade.
func TestInstall(t *testing.T) {
	t.Parallel()
	installed(t)
	apply(t, "default")
	apply(t, "namespaced")
	kubectl(t, "get", "deployment,serviceaccount", "codegen-operator-controller-manager", "-n", "codegen-operator-system")
	kubectl(t, "get", "deployment,serviceaccount", "codegen-operator-controller-manager", "-n", "codegen")
}

// kubectl apply without --server-side stores the whole object in an annotation.
func TestCRDFitsIntoAnnotation(t *testing.T) {
	t.Parallel()

	if size := len(kubectl(t, "kustomize", "crd")); size > 200<<10 {
		t.Errorf("the CRD has %d bytes, and kubectl apply takes no more than 256 KiB", size)
	}
}

// rights are requests that the API server allows or refuses the operator.
var rights = []struct {
	may       string
	verb      string
	what      string
	namespace string
	as        string // the namespace of the operator
}{
	{"yes", "get", "secrets", "team", "codegen-operator-system"},
	{"no", "list", "secrets", "team", "codegen-operator-system"},
	{"no", "watch", "secrets", "team", "codegen-operator-system"},
	{"no", "update", "codegenbackends", "team", "codegen-operator-system"},
	{"no", "patch", "codegenbackends", "team", "codegen-operator-system"},
	{"yes", "patch", "codegenbackends --subresource=status", "team", "codegen-operator-system"},
	{"yes", "update", "leases/codegen-operator.serving.codegen.dev", "codegen-operator-system", "codegen-operator-system"},
	{"no", "update", "leases/another", "codegen-operator-system", "codegen-operator-system"},
	{"no", "create", "leases", "team", "codegen-operator-system"},
	{"no", "create", "pods", "codegen-operator-system", "codegen-operator-system"},

	{"yes", "get", "secrets", "codegen", "codegen"},
	{"yes", "patch", "services", "codegen", "codegen"},
	{"no", "get", "secrets", "team", "codegen"},
	{"no", "list", "codegenbackends", "team", "codegen"},
}

func TestPermissionsOnServer(t *testing.T) {
	t.Parallel()
	installed(t)
	for _, r := range rights {
		args := append([]string{"auth", "can-i", "-n", r.namespace, "--as=" + serviceAccount(r.as), r.verb}, strings.Fields(r.what)...)
		out, _ := shared.Kubectl(t.Context(), args...) // it fails if the answer is no
		if got := strings.TrimSpace(out); got != r.may {
			t.Errorf("may the operator of %s %s %s in %s? The server says %q and not %q", r.as, r.verb, r.what, r.namespace, got, r.may)
		}
	}
}
