// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
)

// kustomized returns the objects of a folder of config.
func kustomized(t *testing.T, folder string) map[string]*unstructured.Unstructured {
	t.Helper()
	return objects(t, kubectl(t, "kustomize", "../config/"+folder))
}

// TestPermissionsMatchKustomize: the chart grants the operator the same permissions as config/rbac.
func TestPermissionsMatchKustomize(t *testing.T) {
	t.Parallel()
	wide, narrow := kustomized(t, "default"), kustomized(t, "namespaced")
	all := objects(t, manifest(t))
	one := objects(t, manifest(t, matrix(t)["namespaced"]...))
	for name, pair := range map[string][2]*unstructured.Unstructured{
		"for the whole cluster": {all["ClusterRole codegen-operator"], wide["ClusterRole codegen-operator-manager-role"]},
		"for one namespace":     {one["Role codegen-operator"], narrow["Role codegen-operator-manager-role"]},
		"to lead":               {all["Role codegen-operator-leader"], wide["Role codegen-operator-leader-election-role"]},
	} {
		got, want := typed[rbacv1.Role](t, pair[0]).Rules, typed[rbacv1.Role](t, pair[1]).Rules
		if difference := cmp.Diff(want, got); difference != "" || len(got) == 0 {
			t.Errorf("the rights %s differ from those of kustomize:\n%s", name, difference)
		}
	}
}

// TestRoleBindings: each binding binds the role of its name to the service account of the Pods.
func TestRoleBindings(t *testing.T) {
	t.Parallel()
	for _, values := range matrix(t) {
		rendered := objects(t, manifest(t, values...))
		for _, o := range rendered {
			if o.GetKind() != "RoleBinding" && o.GetKind() != "ClusterRoleBinding" {
				continue
			}
			binding, pod := typed[rbacv1.RoleBinding](t, o), podOf(t, rendered)
			if role := rendered[binding.RoleRef.Kind+" "+binding.RoleRef.Name]; role == nil || binding.RoleRef.Name != o.GetName() {
				t.Errorf("%s %s is of %+v", o.GetKind(), o.GetName(), binding.RoleRef)
			}
			if s := binding.Subjects[0]; s.Name != pod.ServiceAccountName || s.Namespace != "system" {
				t.Errorf("%s %s is to %+v, and the Pods run as %s", o.GetKind(), o.GetName(), s, pod.ServiceAccountName)
			}
		}
	}
}

// podOf returns the operator's Pod from rendered objects.
func podOf(t *testing.T, rendered map[string]*unstructured.Unstructured) corev1.PodSpec {
	t.Helper()
	for _, o := range rendered {
		if o.GetKind() == "Deployment" {
			return typed[appsv1.Deployment](t, o).Spec.Template.Spec
		}
	}
	t.Fatal("there is no Deployment")
	return corev1.PodSpec{}
}

// TestCRDMatchesKustomize: the CRDs are equal but for labels and annotations.
func TestCRDMatchesKustomize(t *testing.T) {
	t.Parallel()
	const name = "CustomResourceDefinition codegenbackends.serving.codegen.dev"
	rendered := objects(t, manifest(t))[name]
	if difference := cmp.Diff(kustomized(t, "crd")[name].Object["spec"], rendered.Object["spec"]); difference != "" {
		t.Errorf("the CRD differs:\n%s", difference)
	}
	if rendered.GetAnnotations()["controller-gen.kubebuilder.io/version"] == "" ||
		rendered.GetAnnotations()["helm.sh/resource-policy"] != "keep" {
		t.Errorf("its annotations are %v", rendered.GetAnnotations())
	}
	gone := objects(t, manifest(t, "--set", "crds.keep=false"))[name]
	if _, kept := gone.GetAnnotations()["helm.sh/resource-policy"]; kept {
		t.Error("it is kept with crds.keep=false")
	}
}

// TestPodMatchesKustomize: the Pods have the same program, flags, probes, ports, resources and security context.
func TestPodMatchesKustomize(t *testing.T) {
	t.Parallel()
	got := podOf(t, objects(t, manifest(t)))
	want := podOf(t, kustomized(t, "default"))
	gotFlags, wantFlags := flags(t, got), flags(t, want)
	if difference := cmp.Diff(wantFlags, gotFlags); difference != "" {
		t.Errorf("the flags differ:\n%s", difference)
	}
	for _, pod := range []*corev1.PodSpec{&got, &want} {
		pod.ServiceAccountName, pod.Containers[0].Args = "", nil
		pod.TopologySpreadConstraints[0].LabelSelector = nil
	}
	if difference := cmp.Diff(want, got); difference != "" {
		t.Errorf("the Pods differ:\n%s", difference)
	}
}

// flags parses the arguments of a Pod.
func flags(t *testing.T, pod corev1.PodSpec) app.Options {
	t.Helper()
	o, err := app.Parse(pod.Containers[0].Args, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestTestPodSecurity: the Pod of `helm test` has the operator's image and security context, and no token.
func TestTestPodSecurity(t *testing.T) {
	t.Parallel()
	rendered := objects(t, manifest(t))
	operator, test := podOf(t, rendered), typed[corev1.Pod](t, rendered["Pod codegen-operator-test"]).Spec
	if difference := cmp.Diff([]any{operator.SecurityContext, operator.Containers[0].SecurityContext, operator.Containers[0].Image},
		[]any{test.SecurityContext, test.Containers[0].SecurityContext, test.Containers[0].Image}); difference != "" {
		t.Errorf("it differs from the operator:\n%s", difference)
	}
	if test.AutomountServiceAccountToken == nil || *test.AutomountServiceAccountToken {
		t.Error("it has a token")
	}
}
