// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/test/e2e/load"
)

func TestManifestsAreYAML(t *testing.T) {
	for _, manifest := range []string{dnsManifest, engineService(vllm), enginePod(vllm), enginePod(legacy), backend, clientPod(load.ByGateway, "http://x", "1s", 3)} {
		if strings.Contains(manifest, "%!") {
			t.Errorf("a hole is left:\n%s", manifest)
		}
		for document := range strings.SplitSeq(manifest, "\n---\n") {
			var object unstructured.Unstructured
			if err := yaml.UnmarshalStrict([]byte(document), &object.Object); err != nil {
				t.Errorf("%v:\n%s", err, document)
			} else if object.GetKind() == "" || object.GetName() == "" {
				t.Errorf("it has no kind or no name:\n%s", document)
			}
		}
	}
}

func TestBackendIsOne(t *testing.T) {
	_, document, _ := strings.Cut(backend, "\n---\n")
	var b v1alpha1.CodeGenBackend
	if err := yaml.UnmarshalStrict([]byte(document), &b); err != nil {
		t.Fatal(err)
	}
	if b.Spec.VLLM.Probe != nil || b.Spec.Legacy.Probe != nil {
		t.Error("its periods are not the default")
	}
}
