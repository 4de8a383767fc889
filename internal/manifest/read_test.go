// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package manifest_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/manifest"
	"github.com/codegen-dev/codegen-operator/internal/redact"
)

const whole = `
# where requests go
apiVersion: serving.codegen.dev/v1alpha1
kind: CodeGenBackend
metadata: {name: hapa}
spec:
  vllm: {protocol: OpenAI, url: "http://vllm-app:8002"}
  legacy: {protocol: CodeGen, serviceRef: {name: legacy, port: 8000}, credentials: {header: X-API-Key, secretRef: {name: s, key: k}}}
  route: {gateway: {authentication: None}}
---
apiVersion: v1
kind: Secret
metadata: {name: s}
data: {k: c2VzYW1l}
stringData: {other: open}
`

// Defaults are set, and Secrets are read as Kubernetes reads them.
func TestRead(t *testing.T) {
	t.Parallel()
	f, err := manifest.Read(t.Context(), []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	spec := &f.Backend.Spec
	if f.Backend.Namespace != "default" || spec.Mode != v1alpha1.ModeAuto || spec.Legacy.ServiceRef.Scheme != v1alpha1.SchemeHTTP ||
		*spec.Route.Gateway.Replicas != 2 || spec.Probe.PeriodSeconds != 2 {
		t.Errorf("defaults are missing in %+v", f.Backend)
	}
	want := map[string]redact.Data{"s": {"k": []byte("sesame"), "other": []byte("open")}}
	if diff := cmp.Diff(want, f.Secrets); diff != "" {
		t.Error(diff)
	}
}

// What an API server would refuse is refused, with an error that says what to fix and has no value of a Secret.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, r := range []struct{ old, new, says string }{
		{"mode", "", "unknown field spec.mod"},
		{"url: \"http", "url: \"ftp", "url must be an http or https URL"},
		{"OpenAI", "Open", `Unsupported value: "Open"`},
		{"authentication: None", "port: 80", "set apiKeysSecretRef to the Secret"},
		{"name: hapa", "name: Hapa_", "metadata.name"},
		{"kind: CodeGenBackend", "kind: Backend", "is neither a CodeGenBackend"},
		{"c2VzYW1l", "sesame", "are not base64"},
		{"protocol: OpenAI", "protocol: OpenAI, protocol: CodeGen", "already set"},
		{"# where", "{}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: x}\n---\n# where", ""},
	} {
		text := strings.Replace(whole, r.old, r.new, 1)
		if r.old == "mode" {
			text = strings.Replace(whole, "spec:", "spec:\n  mod: Auto", 1)
		}
		_, err := manifest.Read(t.Context(), []byte(text))
		if (err == nil) != (r.says == "") || err != nil && (!strings.Contains(err.Error(), r.says) || strings.Contains(err.Error(), "sesame")) {
			t.Errorf("with %q for %q: %v, and not %q", r.new, r.old, err, r.says)
		}
	}
	if _, err := manifest.Read(t.Context(), []byte(whole+"---"+whole)); err == nil || !strings.Contains(err.Error(), "more than one") {
		t.Errorf("two backends: %v", err)
	}
	if _, err := manifest.Read(t.Context(), []byte("# nothing\n")); err == nil || !strings.Contains(err.Error(), "no CodeGenBackend") {
		t.Errorf("none: %v", err)
	}
}

// The samples can be read without a cluster.
func TestSamples(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "_minimal", "_multilora", "_observe", "_paired", "_gateway"} {
		text, err := os.ReadFile("../../config/samples/serving_v1alpha1_codegenbackend" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := manifest.Read(t.Context(), text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file can have several backends, other objects, and Secrets with the same name in several namespaces.
func TestReadAll(t *testing.T) {
	t.Parallel()
	other := strings.NewReplacer("name: hapa", "name: hapa, namespace: other", "name: s}\ndata", "name: s, namespace: other}\ndata").
		Replace(whole)
	s, err := manifest.ReadAll(t.Context(), []byte(whole+"---\napiVersion: v1\nkind: Service\nmetadata: {name: x}\n---\n"+other))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Backends) != 2 || s.Backends[0].Namespace != "default" || s.Backends[1].Namespace != "other" || len(s.Secrets) != 2 {
		t.Errorf("read %+v", s)
	}
	if diff := cmp.Diff([]string{"v1 Service"}, s.Others); diff != "" {
		t.Error(diff)
	}
}
