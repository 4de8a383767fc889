// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster_test

import (
	"os"
	"testing"

	"github.com/codegen-dev/codegen-operator/test/cluster"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

var shared *cluster.Cluster

func TestMain(m *testing.M) { os.Exit(cluster.Main(m, &shared, "kube-controller-manager")) }

const web = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nobody/pulls-this}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`

// With the real controllers and a simulated node, kubectl finds a Deployment rolled out, behind its Service, and rolls it again.
func TestDeploymentsRollOut(t *testing.T) {
	t.Parallel()
	if err := shared.RunDeployments(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := shared.KubectlWith(t.Context(), web, "apply", "-f", "-"); err != nil {
		t.Fatal(err)
	}
	status := []string{"rollout", "status", "deployment/web", "--timeout=" + timing.Deadline.String()}
	kubectl(t, status...)
	thirdIsReady := "--for=jsonpath={.endpoints[2].conditions.ready}=true"
	if err := shared.Wait(t.Context(), "endpointslice", "-l", "kubernetes.io/service-name=web", thirdIsReady); err != nil {
		t.Fatal(err)
	}
	kubectl(t, "rollout", "restart", "deployment/web")
	kubectl(t, status...)
	kubectl(t, "delete", "deployment", "web", "--wait")
}

func kubectl(t *testing.T, args ...string) {
	t.Helper()
	if _, err := shared.Kubectl(t.Context(), args...); err != nil {
		t.Fatal(err)
	}
}
