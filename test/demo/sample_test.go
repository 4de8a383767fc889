// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

const small = `# a comment
apiVersion: serving.codegen.dev/v1alpha1
kind: CodeGenBackend
metadata: {name: hapa}
spec:
  vllm: {protocol: OpenAI, url: "http://vllm-app:8002"}
  legacy: {protocol: CodeGen, serviceRef: {name: legacy-backend, port: 8000}}
  canaries:
  - {name: jay, prompt: 'print "{{nonce}}"', expect: {contains: "{{nonce}}"}}
  route: {service: {name: hapa}}
---
apiVersion: v1
kind: Secret
metadata: {name: one}
stringData: {token: plain}
---
apiVersion: v1
kind: Secret
metadata: {name: two}
data: {token: Y29kZWQ=}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: three}
`

func TestSample(t *testing.T) {
	t.Parallel()
	s, err := parseSample([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	if s.backend.Name != "hapa" || s.backend.Namespace != "default" {
		t.Errorf("the backend is %s/%s", s.backend.Namespace, s.backend.Name)
	}
	for name, want := range map[string]string{"one": "plain", "two": "coded", "three": ""} {
		if got := s.key(v1alpha1.SecretKeyReference{Name: name, Key: "token"}); got != want {
			t.Errorf("Secret %s holds %q, want %q", name, got, want)
		}
	}
}

func TestTheDefaultSampleIsThere(t *testing.T) {
	t.Parallel()
	s, err := readSample("")
	if err != nil {
		t.Fatal(err)
	}
	d := &demo{sample: s, home: t.TempDir()}
	defer d.close(exitFailed)
	d.out = at(&strings.Builder{}, 0)
	if err := d.defineEngines(); err != nil {
		t.Fatal(err)
	}
	if d.vllm.listen == d.legacy.listen || d.vllm.location.address == d.legacy.location.address {
		t.Errorf("both engines are at %s, or at %s", d.vllm.listen, d.vllm.location)
	}
}

func TestUnusableSamples(t *testing.T) {
	t.Parallel()
	for old, tt := range map[string]struct{ with, want string }{
		"kind: CodeGenBackend":            {"kind: Other", "has no CodeGenBackend"},
		"kind: ConfigMap":                 {"kind: CodeGenBackend", "more than one"},
		"route: {service: {name: hapa}}":  {"route: {}", "no spec.route.service"},
		`expect: {contains: "{{nonce}}"}`: {"model: prompt", "no canary through vllm"},
		"spec:\n":                         {"spec:\n  mode: Observe\n", "mode is Observe"},
		"prompt:":                         {"promt:", "unknown field"},
	} {
		_, err := parseSample([]byte(strings.Replace(small, old, tt.with, 1)))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s in the place of %s: %v, want %q", tt.with, old, err, tt.want)
		}
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	ref := func(scheme v1alpha1.ServiceScheme) v1alpha1.EngineSpec {
		return v1alpha1.EngineSpec{ServiceRef: &v1alpha1.ServiceReference{Name: "svc", Port: 8000, Scheme: scheme}}
	}
	for want, spec := range map[string]v1alpha1.EngineSpec{
		"vllm-app:8002 192.0.2.9:8002":   {URL: "http://vllm-app:8002"},
		"vllm-app:80 192.0.2.9:80":       {URL: "http://vllm-app/prefix"},
		"192.0.2.77:1 192.0.2.77:1":      {URL: "http://192.0.2.77:1"},
		"svc.ns.svc:8000 192.0.2.9:8000": ref(""),
	} {
		p, err := locationOf(&spec, "ns", "192.0.2.9")
		if got := p.String() + " " + p.endpoint(); err != nil || got != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	for _, spec := range []v1alpha1.EngineSpec{{URL: "https://vllm-app"}, ref(v1alpha1.SchemeHTTPS)} {
		if _, err := locationOf(&spec, "ns", "192.0.2.9"); err == nil {
			t.Errorf("%+v was taken", spec)
		}
	}
}
