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

// allowed is everything that the operator may do, so that a reviewer sees each right that is added.
var allowed = []string{
	"apps deployments: create delete get list patch watch", // gateways; and to roll the one that a route names
	"apps replicasets: list",                               // to see whether Pods are left from before a roll
	"core configmaps: create delete get list patch watch",
	"core endpoints: delete",                                   // that are left of a Service that was handed over
	"core secrets: get",                                        // by name only: the operator cannot look around
	"core serviceaccounts: create delete get list patch watch", // of gateways
	"core services: create delete get list patch watch",
	"discovery.k8s.io endpointslices/restricted: create", // OpenShift asks for it
	"discovery.k8s.io endpointslices: create delete get list patch watch",
	"events.k8s.io events: create patch",
	"gateway.networking.k8s.io httproutes: create delete get list patch watch",
	"policy poddisruptionbudgets: create delete get list patch watch",
	"rbac.authorization.k8s.io rolebindings: create delete get list patch watch", // of gateways; the API server lets it grant only what it may do
	"rbac.authorization.k8s.io roles: create delete get list patch watch",
	"serving.codegen.dev codegenbackends/finalizers: update", // to own what it makes
	"serving.codegen.dev codegenbackends/status: get patch",
	"serving.codegen.dev codegenbackends: get list watch", // a spec is never written
}

// allowedToLead is what it may do beside that in its own namespace.
var allowedToLead = []string{
	"coordination.k8s.io leases [codegen-operator.serving.codegen.dev]: get update",
	"coordination.k8s.io leases: create",
	"core events: create patch",
}

func TestTheOperatorMayDoThisAndNoMore(t *testing.T) {
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

// rulesOf are the rules of a Role or ClusterRole, which have them in the same place.
func rulesOf(t *testing.T, role *unstructured.Unstructured) []rbacv1.PolicyRule {
	t.Helper()
	return read[rbacv1.ClusterRole](t, role).Rules
}

// lines says each right in a line, sorted.
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

// named tells which objects a rule is limited to.
func named(r rbacv1.PolicyRule) string {
	if len(r.ResourceNames) == 0 {
		return ""
	}
	return " [" + strings.Join(r.ResourceNames, " ") + "]"
}

// A list that is compared can be changed along with what it is compared to; these may not.
func TestNoRightIsTooWide(t *testing.T) {
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
