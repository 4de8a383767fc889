// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestLint: helm lint passes for each set of values.
func TestLint(t *testing.T) {
	t.Parallel()
	for name, values := range matrix(t) {
		out := helm(t, append([]string{"lint", "--strict", "--quiet", chart}, values...)...)
		if strings.Contains(out, "WARNING") || strings.Contains(out, "ERROR") {
			t.Errorf("with the values %s helm lint says\n%s", name, out)
		}
	}
}

// TestRenderedObjects: each set of values renders these objects, and no others.
func TestRenderedObjects(t *testing.T) {
	t.Parallel()
	crd := "CustomResourceDefinition codegenbackends.serving.codegen.dev"
	always := []string{"Deployment codegen-operator", "Service codegen-operator", "Pod codegen-operator-test"}
	lead := []string{"Role codegen-operator-leader", "RoleBinding codegen-operator-leader"}
	account := []string{"ServiceAccount codegen-operator"}
	wide := []string{"ClusterRole codegen-operator", "ClusterRoleBinding codegen-operator"}
	narrow := []string{"Role codegen-operator", "RoleBinding codegen-operator"}
	budget := []string{"PodDisruptionBudget codegen-operator"}
	for set, want := range map[string][]string{
		"default":       slices.Concat(always, lead, account, wide, budget, []string{crd}),
		"openshift":     slices.Concat(always, lead, account, wide, budget, []string{crd}),
		"namespaced":    slices.Concat(always, lead, account, narrow, budget),
		"one-replica":   slices.Concat(always, account, wide, []string{crd}),
		"given-account": slices.Concat(always, budget),
		"gateway":       slices.Concat(always, lead, account, wide, budget, []string{crd, "CodeGenBackend default"}),
	} {
		got := slices.Sorted(maps.Keys(objects(t, manifest(t, matrix(t)[set]...))))
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("with the values %s there are\n\t%s\nand not\n\t%s", set, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
		}
	}
}

// mistakes in values, with Helm's message.
var mistakes = map[string]struct {
	args []string
	want string
}{
	"an unknown value":       {[]string{"--set", "replicas=3"}, "additional properties 'replicas' not allowed"},
	"deeper":                 {[]string{"--set", "image.name=x"}, "at '/image': additional properties 'name' not allowed"},
	"a wrong type":           {[]string{"--set", "replicaCount=two"}, "at '/replicaCount': got string, want integer"},
	"one of a few":           {[]string{"--set", "log.level=loud"}, "at '/log/level': value must be one of 'error', 'warn', 'info', 'debug'"},
	"no network":             {[]string{"--set", "allowAddresses={10.0.0.1}"}, "at '/allowAddresses/0'"},
	"no host":                {[]string{"--set", "webhookHosts={https://switch.example.com}"}, "at '/webhookHosts/0'"},
	"a tag and a repository": {[]string{"--set", "image.tag=a:b"}, "at '/image/tag'"},
	"no digest":              {[]string{"--set", "image.digest=latest"}, "at '/image/digest'"},
	"no flag":                {[]string{"--set", "extraArgs={leader-elect}"}, "at '/extraArgs/0'"},
	"two that both act": {
		[]string{"--set", "leaderElection.enabled=false"},
		"all of them would act at the same time. Set replicaCount to 1, or enable it",
	},
	"nothing to read": {
		[]string{"--set", "metrics.enabled=false,serviceMonitor.enabled=true"},
		"serviceMonitor.enabled needs metrics.enabled",
	},
	"a gateway to nowhere": {
		[]string{"--set", "defaultGateway.enabled=true"},
		"at '/defaultGateway/spec': missing properties 'vllm', 'legacy'",
	},
	"a gateway nobody sees": {
		[]string{"--values", "testdata/values/gateway.yaml", "--set", "watchNamespaces={a},defaultGateway.namespace=b"},
		"nobody would look at it",
	},
	"a namespace without one": {[]string{"--set", "watchNamespaces={,}"}, "at '/watchNamespaces"},
}

// TestMistakes: Helm refuses a mistake in the values before it sends anything, and says what is wrong and where.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for name, m := range mistakes {
		if out := refusal(t, append([]string{"template", chart}, m.args...)...); !strings.Contains(out, m.want) {
			t.Errorf("%s: Helm says %s\nand not %s", name, out, m.want)
		}
	}
}
