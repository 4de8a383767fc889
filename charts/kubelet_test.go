// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// runTestPod acts as the kubelet for the Pod of `helm test`, because there is no node: it runs the Pod's program with the Pod's
// arguments, and writes the exit code into the Pod's status. The Service's name resolves to the operator of the test.
func (r release) runTestPod(t *testing.T, o *operator, patience time.Duration) {
	t.Helper()
	pod := r.awaitTestPod(t)
	args := pod.Spec.Containers[0].Args
	service := strings.NewReplacer("http://"+r.name+":8081", "http://"+o.health, "http://"+r.name+":8080", "http://"+o.metrics)
	for i := range args {
		args[i] = service.Replace(args[i])
	}
	if args[0] != "ask" {
		t.Errorf("the Pod of the test runs %q", args)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	phase := corev1.PodSucceeded
	if err := app.Ask(ctx, t.Output(), args[1:]...); err != nil {
		t.Log(err)
		phase = corev1.PodFailed
	}
	patch, err := json.Marshal(map[string]any{"status": map[string]any{"phase": phase}})
	if err != nil {
		t.Fatal(err)
	}
	kubectl(t, "patch", "pod", pod.Name, "-n", r.namespace, "--subresource=status", "--type=merge", "-p", string(patch))
}

// awaitTestPod waits until Helm has created the Pod, and marks it as running.
func (r release) awaitTestPod(t *testing.T) corev1.Pod {
	t.Helper()
	var pods corev1.PodList
	there := func(ctx context.Context) (bool, error) {
		out, err := shared.Kubectl(
			ctx,
			"get",
			"pods",
			"-n",
			r.namespace,
			"-l",
			"app.kubernetes.io/component=test",
			"--field-selector=status.phase=Running",
			"-o",
			"yaml",
		)
		if err != nil {
			return false, err
		}
		pods = corev1.PodList{}
		return true, yaml.Unmarshal([]byte(out), &pods)
	}
	err := wait.PollUntilContextTimeout(t.Context(), 100*time.Millisecond, timing.Deadline, true, func(ctx context.Context) (bool, error) {
		ok, err := there(ctx)
		return ok && len(pods.Items) > 0, err
	})
	if err != nil {
		t.Fatalf("there is no Pod of the test: %v", err)
	}
	return pods.Items[0]
}
