// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package config_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// built returns the objects of a kustomization, by kind and name.
func built(t *testing.T, folder string) map[string]*unstructured.Unstructured {
	t.Helper()
	objects := map[string]*unstructured.Unstructured{}
	for text := range strings.SplitSeq(kubectl(t, "kustomize", folder), "\n---\n") {
		var o unstructured.Unstructured
		if err := yaml.Unmarshal([]byte(text), &o.Object); err != nil {
			t.Fatal(err)
		}
		objects[o.GetKind()+" "+o.GetName()] = &o
	}
	return objects
}

// read decodes an object into a type.
func read[T any](t *testing.T, o *unstructured.Unstructured) T {
	t.Helper()
	text, err := yaml.Marshal(o.Object)
	if err != nil {
		t.Fatal(err)
	}
	var typed T
	if err := yaml.UnmarshalStrict(text, &typed); err != nil {
		t.Fatal(err)
	}
	return typed
}

func TestKustomizations(t *testing.T) {
	t.Parallel()
	for folder, want := range map[string][]string{
		"crd": {"CustomResourceDefinition codegenbackends.serving.codegen.dev"},
		"default": {
			"ClusterRole codegen-operator-manager-role",
			"ClusterRoleBinding codegen-operator-manager-rolebinding",
			"CustomResourceDefinition codegenbackends.serving.codegen.dev",
			"Deployment codegen-operator-controller-manager",
			"Namespace codegen-operator-system",
			"Role codegen-operator-leader-election-role",
			"RoleBinding codegen-operator-leader-election-rolebinding",
			"ServiceAccount codegen-operator-controller-manager",
		},
		"with-gateway": {
			"ClusterRole codegen-operator-manager-role",
			"ClusterRoleBinding codegen-operator-manager-rolebinding",
			"CodeGenBackend front",
			"CustomResourceDefinition codegenbackends.serving.codegen.dev",
			"Deployment codegen-operator-controller-manager",
			"Namespace codegen-operator-system",
			"Namespace editors",
			"Role codegen-operator-leader-election-role",
			"RoleBinding codegen-operator-leader-election-rolebinding",
			"ServiceAccount codegen-operator-controller-manager",
		},
		"namespaced": {
			"Deployment codegen-operator-controller-manager",
			"Role codegen-operator-leader-election-role",
			"Role codegen-operator-manager-role",
			"RoleBinding codegen-operator-leader-election-rolebinding",
			"RoleBinding codegen-operator-manager-rolebinding",
			"ServiceAccount codegen-operator-controller-manager",
		},
	} {
		if got := slices.Sorted(maps.Keys(built(t, folder))); !slices.Equal(got, want) {
			t.Errorf("%s holds\n\t%s\nand not\n\t%s", folder, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
		}
	}
}

// The operator for one namespace has the same rules as the one for the whole cluster.
func TestRolesAreEqual(t *testing.T) {
	t.Parallel()
	wide := built(t, "default")["ClusterRole codegen-operator-manager-role"]
	narrow := built(t, "namespaced")["Role codegen-operator-manager-role"]
	if got, want := lines(rulesOf(t, narrow)), lines(rulesOf(t, wide)); !slices.Equal(got, want) {
		t.Errorf("the Role allows\n%v\nand the ClusterRole\n%v", got, want)
	}
}
