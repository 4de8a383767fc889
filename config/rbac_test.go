// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package config_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// allowed lists every permission of the operator, so that a reviewer sees each addition.
var allowed = []string{
	"apps deployments: create delete get list patch watch", // for gateways, and to restart the one that a route names
	"apps replicasets: list",                               // to find Pods from before a restart
	"core configmaps: create delete get list patch watch",
	"core endpoints: delete",                                   // left of a Service that was handed over
	"core secrets: get",                                        // by name only: the operator cannot list them
	"core serviceaccounts: create delete get list patch watch", // of gateways
	"core services: create delete get list patch watch",
	"discovery.k8s.io endpointslices/restricted: create", // OpenShift asks for it
	"discovery.k8s.io endpointslices: create delete get list patch watch",
	"events.k8s.io events: create patch",
	"gateway.networking.k8s.io httproutes: create delete get list patch watch",
	"policy poddisruptionbudgets: create delete get list patch watch",
	"rbac.authorization.k8s.io rolebindings: create delete get list patch watch", // for gateways; the API server lets it grant only its own permissions
	"rbac.authorization.k8s.io roles: create delete get list patch watch",
	"serving.codegen.dev codegenbackends/finalizers: update", // to set owner references
	"serving.codegen.dev codegenbackends/status: get patch",
	"serving.codegen.dev codegenbackends: get list watch", // a spec is never written
}

// allowedToLead lists its permissions in its own namespace.
var allowedToLead = []string{
	"coordination.k8s.io leases [codegen-operator.serving.codegen.dev]: get update",
	"coordination.k8s.io leases: create",
	"core events: create patch",
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	objects := built(t, "default")
	for role, want := range map[string][]string{
		"ClusterRole codegen-operator-manager-role":  allowed,
		"Role codegen-operator-leader-election-role": allowedToLead,
	} {
		if got := lines(rulesOf(t, objects[role])); !slices.Equal(got, want) {
			t.Errorf("%s allows\n\t%s\nand not\n\t%s", role, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
		}
	}
}

// rulesOf returns the rules of a Role or ClusterRole.
func rulesOf(t *testing.T, role *unstructured.Unstructured) []rbacv1.PolicyRule {
	t.Helper()
	return read[rbacv1.ClusterRole](t, role).Rules
}

// lines returns a line for each permission, sorted.
func lines(rules []rbacv1.PolicyRule) []string {
	var all []string
	for _, r := range rules {
		verbs := ": " + strings.Join(slices.Sorted(slices.Values(r.Verbs)), " ")
		for _, url := range r.NonResourceURLs {
			all = append(all, url+verbs)
		}
		for _, group := range r.APIGroups {
			for _, resource := range r.Resources {
				all = append(all, cmp.Or(group, "core")+" "+resource+named(r)+verbs)
			}
		}
	}
	slices.Sort(all)
	return all
}

// named returns the objects that a rule is limited to.
func named(r rbacv1.PolicyRule) string {
	if len(r.ResourceNames) == 0 {
		return ""
	}
	return " [" + strings.Join(r.ResourceNames, " ") + "]"
}

// Permissions that must never be added, even if the list above changes.
func TestForbiddenPermissions(t *testing.T) {
	t.Parallel()
	for _, right := range append(slices.Clone(allowed), allowedToLead...) {
		if strings.Contains(right, "*") {
			t.Errorf("a wildcard: %s", right)
		}
		if strings.Contains(right, "secrets") && right != "core secrets: get" {
			t.Errorf("more than reading a Secret by its name: %s", right)
		}
	}
}
