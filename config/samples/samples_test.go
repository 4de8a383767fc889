// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package samples_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// file reads a sample.
func file(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// samples returns the backends of the samples, by file.
func samples(t *testing.T) map[string]v1alpha1.CodeGenBackend {
	t.Helper()
	paths, err := filepath.Glob("serving_v1alpha1_*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%v: there are %d samples", err, len(paths))
	}
	all := map[string]v1alpha1.CodeGenBackend{}
	for _, path := range paths {
		var b v1alpha1.CodeGenBackend
		if err := yaml.UnmarshalStrict([]byte(file(t, path)), &b); err != nil {
			t.Fatal(err)
		}
		all[path] = b
	}
	return all
}

// TestSamples: each sample serves, and fails over to legacy when vllm is killed.
func TestSamples(t *testing.T) {
	t.Parallel()
	for path, b := range samples(t) {
		t.Run(b.Name, func(t *testing.T) {
			t.Parallel()
			p, known := scenarios[b.Name]
			if !known {
				t.Fatalf("no scenario tells what %s comes to", path)
			}
			s := newStage(t, p)
			if p.given != "" {
				s.apply(p.given)
			}
			if p.set != nil {
				p.set(s)
			}
			s.operator()
			s.apply(file(t, "secret.yaml"))
			s.apply(file(t, path))
			s.comes(p.serves...)
			s.vllm.Kill()
			s.comes(p.fails...)
			if p.then != nil {
				p.then(s)
			}
			s.kubectl("delete", "cgb", b.Name)
		})
	}
}

// TestSamplesCoverTheAPI: there is a sample for each protocol and each kind of route, and each starts with a comment.
func TestSamplesCoverTheAPI(t *testing.T) {
	t.Parallel()
	protocols, routes := map[string]bool{}, map[string]bool{}
	for path, b := range samples(t) {
		protocols[string(b.Spec.VLLM.Protocol)], protocols[string(b.Spec.Legacy.Protocol)] = true, true
		for kind := range asMap(t, b.Spec.Route) {
			routes[kind] = true
		}
		if r := b.Spec.Route.HTTPRoute; r != nil && r.Existing != nil {
			routes["an existing httpRoute"] = true
		}
		if head, _, _ := strings.Cut(file(t, path), "apiVersion:"); !strings.HasPrefix(head, "# ") || !strings.Contains(head, "What to change:") {
			t.Errorf("%s does not say what it is, and what to change", path)
		}
	}
	crd := file(t, "../crd/bases/serving.codegen.dev_codegenbackends.yaml")
	for _, protocol := range []string{"OpenAI", "MultiLoRA", "CodeGen"} {
		if !protocols[protocol] {
			t.Errorf("no sample speaks %s", protocol)
		}
	}
	if !regexp.MustCompile(`(?m)protocol:(\n.*){1,12}enum:\n +- OpenAI\n +- MultiLoRA\n +- CodeGen\n +type`).MatchString(crd) {
		t.Error("the CRD has other protocols than this test")
	}
	for _, kind := range []string{"service", "configMap", "httpRoute", "an existing httpRoute", "webhook", "gateway", "clientURL"} {
		if !routes[kind] {
			t.Errorf("no sample routes by %s", kind)
		}
	}
	if len(kindsOfRoutes()) != 6 {
		t.Errorf("a route has the fields %v, and this test knows others", kindsOfRoutes())
	}
}

// TestKustomization: the kustomization lists each sample.
func TestKustomization(t *testing.T) {
	t.Parallel()
	var k struct{ Resources []string }
	if err := yaml.Unmarshal([]byte(file(t, "kustomization.yaml")), &k); err != nil {
		t.Fatal(err)
	}
	named := strings.Join(k.Resources, "\n")
	for path := range samples(t) {
		if !strings.Contains(named, path) {
			t.Errorf("kustomization.yaml does not name %s", path)
		}
	}
}

// asMap are the fields of a value that are set.
func asMap(t *testing.T, value any) map[string]any {
	t.Helper()
	text, err := yaml.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]any{}
	if err := yaml.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

// kindsOfRoutes are the fields of a route.
func kindsOfRoutes() []string {
	var names []string
	for field := range reflect.TypeFor[v1alpha1.RouteSpec]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}
