// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

// collectGarbage runs the garbage collector, and returns once it watches CodeGenBackends. A running collector discovers new
// kinds only twice a minute, and never collects objects of a kind that is deleted before; a new collector discovers them at once.
func collectGarbage(t *testing.T, namespace string) {
	t.Helper()
	if err := shared.CollectGarbage(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		if collected(t, namespace, fmt.Sprintf("garbage-%d", i)) {
			return
		}
	}
	t.Fatal("the garbage collector does not look at CodeGenBackends")
}

// collected creates a backend and a ConfigMap that it owns, deletes the backend, and reports whether the ConfigMap is deleted.
func collected(t *testing.T, namespace, name string) bool {
	t.Helper()
	const owner = `{apiVersion: serving.codegen.dev/v1alpha1, kind: CodeGenBackend, metadata: {name: %[1]s},
		spec: {vllm: {protocol: OpenAI, url: "http://192.0.2.10"}, legacy: {protocol: CodeGen, url: "http://192.0.2.20"}}}`
	const owned = `{apiVersion: v1, kind: ConfigMap, metadata: {name: %[1]s,
		ownerReferences: [{apiVersion: serving.codegen.dev/v1alpha1, kind: CodeGenBackend, name: %[1]s, uid: %[2]s}]}}`
	uid := kubectlWith(t, fmt.Sprintf(owner, name), "create", "-n", namespace, "-f", "-", "-o", "jsonpath={.metadata.uid}")
	kubectlWith(t, fmt.Sprintf(owned, name, uid), "create", "-n", namespace, "-f", "-")
	kubectl(t, "delete", "cgb", name, "-n", namespace)
	gone := func(ctx context.Context) (bool, error) {
		out, err := shared.Kubectl(ctx, "get", "configmap", name, "-n", namespace, "--ignore-not-found", "-o", "name")
		return out == "", err
	}
	return wait.PollUntilContextTimeout(t.Context(), 100*time.Millisecond, 3*time.Second, true, gone) == nil
}
