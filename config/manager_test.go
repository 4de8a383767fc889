// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package config_test

import (
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
)

// deployment returns the Pod of the Deployment in a folder.
func deployment(t *testing.T, folder string) corev1.PodSpec {
	t.Helper()
	return read[appsv1.Deployment](t, built(t, folder)["Deployment codegen-operator-controller-manager"]).Spec.Template.Spec
}

// options parses the arguments of the Deployment in a folder.
func options(t *testing.T, folder string) app.Options {
	t.Helper()
	container := deployment(t, folder).Containers[0]
	args := slices.Clone(container.Args)
	for i := range args {
		for _, e := range container.Env {
			if f := e.ValueFrom.FieldRef; f != nil && f.FieldPath == "metadata.namespace" {
				args[i] = strings.ReplaceAll(args[i], "$("+e.Name+")", "where-the-pod-is")
			}
		}
	}
	o, err := app.Parse(args, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// The program accepts the arguments.
func TestArguments(t *testing.T) {
	t.Parallel()
	for folder, namespaces := range map[string][]string{"default": nil, "namespaced": {"where-the-pod-is"}} {
		o := options(t, folder)
		if !slices.Equal(o.WatchNamespaces, namespaces) {
			t.Errorf("%s watches %q and not %q", folder, o.WatchNamespaces, namespaces)
		}
		if !o.LeaderElect || o.MetricsBindAddress != ":8080" || o.HealthProbeBindAddress != ":8081" {
			t.Errorf("%s runs with %+v", folder, o)
		}
	}
}

func TestProbePaths(t *testing.T) {
	t.Parallel()
	manager := deployment(t, "default").Containers[0]
	ports := map[string]int32{}
	for _, p := range manager.Ports {
		ports[p.Name] = p.ContainerPort
	}
	if ports["metrics"] != 8080 || ports["health"] != 8081 {
		t.Errorf("the ports are %v", ports)
	}
	for path, probe := range map[string]*corev1.Probe{"/healthz": manager.LivenessProbe, "/readyz": manager.ReadinessProbe} {
		if get := probe.HTTPGet; get.Path != path || get.Port.String() != "health" {
			t.Errorf("the probe of %s is %+v", path, get)
		}
	}
}

// The namespace enforces the level restricted, so that a violation would fail the installation. This test checks what that
// level does not cover.
func TestPodSecurity(t *testing.T) {
	t.Parallel()
	pod := deployment(t, "default")
	container := pod.Containers[0].SecurityContext
	if !*pod.SecurityContext.RunAsNonRoot || *pod.SecurityContext.RunAsUser == 0 {
		t.Error("it runs as root")
	}
	if container.ReadOnlyRootFilesystem == nil || !*container.ReadOnlyRootFilesystem {
		t.Error("its root file system can be written")
	}
	if !slices.Equal(container.Capabilities.Drop, []corev1.Capability{"ALL"}) || len(container.Capabilities.Add) > 0 {
		t.Errorf("its capabilities are %+v", container.Capabilities)
	}
	if pod.SecurityContext.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault {
		t.Error("seccomp is not the runtime's")
	}
	if len(pod.Volumes) > 0 || pod.HostNetwork || pod.HostPID || pod.HostIPC {
		t.Error("it has volumes, or is on the host")
	}
}

func TestImageIsSetOnce(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"default", "namespaced"} {
		if image := deployment(t, folder).Containers[0].Image; image != "codegen-operator:latest" {
			t.Errorf("%s runs %s", folder, image)
		}
	}
}
