// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// backend is a backend with a Service.
const backend = `
apiVersion: serving.codegen.dev/v1alpha1
kind: CodeGenBackend
metadata: {name: hapa}
spec:
  vllm: {protocol: OpenAI, url: "http://192.0.2.10:8002"}
  legacy: {protocol: CodeGen, url: "http://192.0.2.20:8000"}
  probe: {periodSeconds: 1}
  route: {service: {name: hapa}}
`

// older is a chart of an older release, whose CRD does not have chunking.holdMilliseconds.
func older(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), chart)
	if err := os.CopyFS(folder, os.DirFS(chart)); err != nil {
		t.Fatal(err)
	}
	for file, change := range map[string][2]string{
		"Chart.yaml":     {`(?m)^appVersion: .*$`, "appVersion: v0.0.9"},
		"files/crd.yaml": {`(?m)^ {18}holdMilliseconds:\n(?: {20}.*\n)+`, ""},
	} {
		path := filepath.Join(folder, file)
		before := read(t, path)
		after := regexp.MustCompile(change[0]).ReplaceAllString(before, change[1])
		if after == before {
			t.Fatalf("%s has nothing like %s", file, change[0])
		}
		if err := os.WriteFile(path, []byte(after), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// TestLife installs an older release, upgrades it, rolls it back, and uninstalls it, while clients use a backend.
func TestLife(t *testing.T) {
	empty(t)
	r := release{"codegen-operator", newNamespace(t, "life")}
	r.do(t, "install", older(t))
	serve(t, r)
	upgrade(t, r)
	rollBack(t, r)
	uninstallAndBack(t, r)
	forGood(t, r)
}

// serve waits until the operator of the release serves a backend, and checks that the older CRD refuses a newer field.
func serve(t *testing.T, r release) {
	t.Helper()
	kubectlWith(t, backend, "apply", "-n", r.namespace, "-f", "-")
	if out, err := patched(t, r); err == nil {
		t.Errorf("the older CRD knows the newer field: %s", out)
	}
	o := r.operate(t)
	await(t, "cgb/hapa", "-n", r.namespace, "--for=condition=Routed")
	o.stop(t)
	served(t, r)
}

// patched sets a field that the older CRD does not have.
func patched(t *testing.T, r release) (string, error) {
	t.Helper()
	newer := strings.Replace(backend, "route:", "chunking: {holdMilliseconds: 100}\n  route:", 1)
	return shared.KubectlWith(t.Context(), newer, "apply", "--validate=strict", "-n", r.namespace, "-f", "-")
}

// served checks the backend, its status and its objects.
func served(t *testing.T, r release) {
	t.Helper()
	if active := r.get(t, "cgb/hapa", ".status.active"); active != "vllm" || !r.there(t, "service/hapa") {
		t.Errorf("the active engine is %q, and the Service is there: %t", active, r.there(t, "service/hapa"))
	}
}

// upgrade installs the newer CRD. A mistake in the values is refused and changes nothing.
func upgrade(t *testing.T, r release) {
	t.Helper()
	r.do(t, "upgrade", chart)
	served(t, r)
	if out, err := patched(t, r); err != nil {
		t.Errorf("the newer CRD does not know its field: %s", out)
	}
	if said := r.refused(t, "upgrade", chart, "--set", "replicas=3"); !strings.Contains(said, "additional properties 'replicas' not allowed") {
		t.Errorf("Helm says of a mistake in the values: %s", said)
	}
	if revision := r.revision(t); revision != "2" {
		t.Errorf("revision %s is deployed after a mistake", revision)
	}
}

// rollBack rolls the operator and the CRD back. Fields of the newer CRD are hidden then, and visible again with the newer CRD.
func rollBack(t *testing.T, r release) {
	t.Helper()
	const field = ".spec.chunking.holdMilliseconds"
	r.do(t, "rollback", "1")
	served(t, r)
	if image := r.get(t, "deployment/codegen-operator", ".spec.template.spec.containers[0].image"); image != "codegen-operator:v0.0.9" {
		t.Errorf("it runs %s", image)
	}
	if is := r.get(t, "cgb/hapa", field); is != "" {
		t.Errorf("the older CRD shows %s", is)
	}
	r.do(t, "rollback", "2")
	served(t, r)
	if is := r.get(t, "cgb/hapa", field); is != "100" {
		t.Errorf("the newer CRD shows %q", is)
	}
}

// uninstallAndBack keeps the CRD, the backend and the Service. A release of the same name adopts them, and one of another name
// does with a flag.
func uninstallAndBack(t *testing.T, r release) {
	t.Helper()
	if said := r.do(t, "uninstall"); !strings.Contains(said, "codegenbackends.serving.codegen.dev") {
		t.Errorf("Helm does not say that the CRD is kept: %s", said)
	}
	if r.there(t, "deployment/codegen-operator") || r.there(t, "serviceaccount/codegen-operator") {
		t.Error("the operator is still there")
	}
	served(t, r)
	other := release{"other", newNamespace(t, "life")}
	if said := other.refused(t, "install", chart); !strings.Contains(said, "invalid ownership metadata") {
		t.Errorf("Helm says of a CRD that another release has left: %s", said)
	}
	other.do(t, "install", chart, "--take-ownership")
	other.do(t, "uninstall")
	r.do(t, "install", chart, "--take-ownership")
	served(t, r)
}

// forGood uninstalls with crds.keep=false, which deletes everything.
func forGood(t *testing.T, r release) {
	t.Helper()
	collectGarbage(t, r.namespace)
	r.do(t, "upgrade", chart, "--set", "crds.keep=false")
	r.do(t, "uninstall")
	await(t, "crd/codegenbackends.serving.codegen.dev", "--for=delete")
	await(t, "service/hapa", "-n", r.namespace, "--for=delete")
}
