// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/test/timing"
)

// TestHelmTest: helm test passes if the operator answers, and fails otherwise.
func TestHelmTest(t *testing.T) {
	empty(t)
	r := release{"codegen-operator", newNamespace(t, "tested")}
	r.do(t, "install", chart)
	o := r.operate(t)

	tested := startHelm(t, r.args("test")...)
	r.runTestPod(t, o, timing.Deadline)
	if out, err := tested(); err != nil || !strings.Contains(out, "Succeeded") {
		t.Errorf("helm test: %v\n%s", err, out)
	}
	o.stop(t)
	tested = startHelm(t, r.args("test")...)
	r.runTestPod(t, o, 3*time.Second)
	if out, err := tested(); err == nil || !strings.Contains(out, "Failed") {
		t.Errorf("helm test without an operator: %v\n%s", err, out)
	}
	r.do(t, "uninstall")
}

// TestSomeNamespaces: the operator has sufficient permissions in the namespaces that it watches, and none elsewhere.
func TestSomeNamespaces(t *testing.T) {
	empty(t)
	kubectl(t, "apply", "--server-side", "-f", "../config/crd/bases") // as an administrator
	blue, green, red := newNamespace(t, "blue"), newNamespace(t, "green"), newNamespace(t, "red")
	r := release{"codegen-operator", newNamespace(t, "home")}
	r.do(t, "install", chart, "--set", "crds.install=false,watchNamespaces={"+blue+","+green+"}")
	if kubectl(t, "get", "clusterrole,clusterrolebinding", "-l", "app.kubernetes.io/part-of=codegen-operator", "-o", "name") != "" {
		t.Error("something of the cluster is installed")
	}
	o := r.operate(t)
	for _, namespace := range []string{red, blue, green} {
		kubectlWith(t, backend, "apply", "-n", namespace, "-f", "-")
	}
	for _, namespace := range []string{blue, green} {
		await(t, "cgb/hapa", "-n", namespace, "--for=condition=Routed")
	}
	if active := (release{"", red}).get(t, "cgb/hapa", ".status.active"); active != "" {
		t.Errorf("a backend in a namespace that is not watched is served by %s", active)
	}
	o.stop(t)
	r.do(t, "uninstall")
}

// TestDefaultGateway: Helm refuses it before the CRD is installed. After that, the operator deploys a gateway with the release's
// image, which is deleted with the release.
func TestDefaultGateway(t *testing.T) {
	empty(t)
	r := release{"codegen-operator", newNamespace(t, "front")}
	const values = "testdata/values/gateway.yaml"
	if said := r.refused(t, "install", chart, "--values", values); !strings.Contains(said, "ensure CRDs are installed first") {
		t.Errorf("Helm says of a backend before its CRD: %s", said)
	}
	r.do(t, "install", chart, "--set", "gateway.image.repository=registry.example.com/gateway,gateway.image.tag=v9")
	collectGarbage(t, r.namespace)
	upgrade := []string{
		chart,
		"--reuse-values",
		"--values",
		values,
		"--set",
		"defaultGateway.spec.vllm.url=http://192.0.2.10:8002,defaultGateway.spec.legacy.url=http://192.0.2.20:8000",
	}
	said := r.refused(t, "upgrade", append(upgrade, "--set", "defaultGateway.spec.vllm.protocol=Smoke")...)
	if !strings.Contains(said, `spec.vllm.protocol: Unsupported value: "Smoke"`) {
		t.Errorf("Helm says of a backend that the CRD refuses: %s", said)
	}
	o := r.operate(t)
	r.do(t, "upgrade", upgrade...) // and waits until it serves clients
	if image := r.get(t, "deployment/default-gateway", ".spec.template.spec.containers[0].image"); image != "registry.example.com/gateway:v9" {
		t.Errorf("the gateway runs %s", image)
	}
	o.stop(t)
	r.do(t, "uninstall")
	await(t, "cgb/default", "deployment/default-gateway", "-n", r.namespace, "--for=delete")
}

// TestMonitored: the API server accepts the objects of the Prometheus Operator, the dashboards and the network policy.
func TestMonitored(t *testing.T) {
	empty(t)
	r := release{"codegen-operator", newNamespace(t, "watched")}
	grafana := release{"", newNamespace(t, "grafana")}
	r.do(t, "install", chart, "--values", "testdata/values/monitored.yaml", "--set", "dashboards.namespace="+grafana.namespace)
	for _, object := range []string{"servicemonitor/codegen-operator", "podmonitor/codegen-operator-gateways", "prometheusrule/codegen-operator", "networkpolicy/codegen-operator"} {
		if !r.there(t, object) {
			t.Errorf("there is no %s", object)
		}
	}
	if boards := grafana.get(t, "configmap -l grafana_dashboard=1", ".items[*].metadata.name"); boards != "codegen-operator-codegen-backend codegen-operator-codegen-fleet" {
		t.Errorf("the dashboards are %s", boards)
	}
	r.do(t, "uninstall")
}
