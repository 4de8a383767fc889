// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package config_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/testnet"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// job is a backend that needs every permission of the operator.
const job = `
apiVersion: v1
kind: Service
metadata: {name: job, annotations: {serving.codegen.dev/adopt: job}}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: job}
subsets: [{addresses: [{ip: 192.0.2.66}], ports: [{port: 80}]}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: job-m4c9d
  labels: {kubernetes.io/service-name: job, endpointslice.kubernetes.io/managed-by: endpointslicemirroring-controller.k8s.io}
addressType: IPv4
endpoints: [{addresses: [192.0.2.66]}]
ports: [{port: 80}]
---
apiVersion: serving.codegen.dev/v1alpha1
kind: CodeGenBackend
metadata: {name: job}
spec:
  vllm: {protocol: OpenAI, url: "http://192.0.2.10:8002"}
  legacy:
    protocol: CodeGen
    url: "http://192.0.2.20:8000"
    credentials: {header: X-API-Key, secretRef: {name: job-key, key: token}}
  probe: {periodSeconds: 1}
  route:
    service: {name: job}
    configMap: {name: job}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: job}
spec:
  selector: {matchLabels: {app: job}}
  template:
    metadata: {labels: {app: job}}
    spec: {containers: [{name: job, image: nobody/pulls-this}]}
---
apiVersion: v1
kind: Secret
metadata: {name: job-key}
stringData: {token: sesame}
`

// With the permissions of config/rbac, and as leader, the operator selects an engine, flips and cleans up without a refused
// request: in the whole cluster with a ClusterRole, and in one namespace with a Role.
func TestPermissionsAreSufficient(t *testing.T) {
	t.Parallel()
	installed(t)
	t.Run("for the whole cluster", func(t *testing.T) {
		operateJob(t, "default", "codegen-operator-system", newNamespace(t, "team"))
	})
	t.Run("for one namespace", func(t *testing.T) {
		operateJob(t, "namespaced", "codegen", "codegen")
	})
}

// gatewayParts are the objects of a gateway.
var gatewayParts = []string{
	"deployment/job-gateway",
	"service/job-gateway",
	"poddisruptionbudget/job-gateway",
	"serviceaccount/job-gateway",
	"role/job-gateway",
	"rolebinding/job-gateway",
}

func operateJob(t *testing.T, folder, home, team string) {
	t.Helper()
	vllm, network := engines(t)
	stop := operate(t, folder, home, network)
	if _, err := shared.KubectlWith(t.Context(), job, "apply", "-n", team, "-f", "-"); err != nil {
		t.Fatal(err)
	}
	await(t, team, "--for=condition=Routed", "--for=jsonpath={.status.active}=vllm", "cgb/job")
	await(t, team, "--for=delete", "endpointslice/job-m4c9d") // the Endpoints that it mirrors are deleted before it
	vllm.Close()
	await(t, team, "--for=condition=Routed", "--for=jsonpath={.status.active}=legacy", "cgb/job")
	awaitEvents(t, team)
	kubectl(
		t,
		"patch",
		"cgb",
		"job",
		"-n",
		team,
		"--type=merge",
		`-p={"spec": {"route": {"gateway": {"authentication": "None"}, "configMap": {"restart": {"deployment": "job"}}}}}`,
	)
	for _, part := range gatewayParts {
		await(t, team, "--for=create", part)
	}
	await(t, team, `--for=jsonpath={.spec.template.metadata.annotations.kubectl\.kubernetes\.io/restartedAt}`, "deployment/job")
	kubectl(
		t,
		"patch",
		"cgb",
		"job",
		"-n",
		team,
		"--type=merge",
		`-p={"spec": {"route": {"httpRoute": {"name": "job", "parentRefs": [{"name": "web"}]}}}}`,
	)
	await(t, team, "--for=create", "--for=jsonpath={.spec.rules[0].backendRefs[1].weight}=100", "httproute/job")
	kubectl(t, "patch", "cgb", "job", "-n", team, "--type=json", `-p=[{"op": "remove", "path": "/spec/route"}]`)
	await(t, team, "--for=delete", "httproute/job")
	await(t, team, "--for=delete", "service/job")
	await(t, team, "--for=delete", "configmap/job")
	for _, part := range gatewayParts {
		await(t, team, "--for=delete", part)
	}
	kubectl(t, "get", "lease", "codegen-operator.serving.codegen.dev", "-n", home)
	kubectl(t, "delete", "cgb", "job", "-n", team)
	if refused := stop(); len(refused) > 0 {
		t.Errorf("the API server refused\n\t%s", strings.Join(refused, "\n\t"))
	}
}

// engines starts both engines, and a network with their addresses.
func engines(t *testing.T) (vllm *sim.Engine, network *testnet.Net) {
	t.Helper()
	network = &testnet.Net{}
	vllm = started(t, sim.OpenAI, sim.Script{})
	network.Place("192.0.2.10:8002", vllm.Addr())
	network.Place("192.0.2.20:8000", started(t, sim.CodeGen, sim.Script{APIKey: "sesame"}).Addr())
	return vllm, network
}

func started(t *testing.T, p sim.Protocol, script sim.Script) *sim.Engine {
	t.Helper()
	e, err := sim.Start(p, script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

// await runs kubectl wait.
func await(t *testing.T, namespace string, args ...string) {
	t.Helper()
	object := args[len(args)-1]
	for _, condition := range args[:len(args)-1] {
		if err := shared.Wait(t.Context(), condition, object, "-n", namespace); err != nil {
			t.Fatal(err)
		}
	}
}

// awaitEvents waits until there are events about the job; they are sent last.
func awaitEvents(t *testing.T, namespace string) {
	t.Helper()
	there := func(ctx context.Context) (bool, error) {
		out, err := shared.Kubectl(ctx, "events", "--for=codegenbackend/job", "-n", namespace)
		return strings.Contains(out, "flipped from vllm to legacy"), err
	}
	if err := wait.PollUntilContextTimeout(t.Context(), 200*time.Millisecond, timing.Deadline, true, there); err != nil {
		t.Errorf("no event reports the flip: %v", err)
	}
}
