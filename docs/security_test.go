// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package docs_test

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"
	"sigs.k8s.io/yaml"
)

var right = regexp.MustCompile("(?m)^\\| `([^`]+)` ([a-z/]+) \\| ([a-z ]+) \\| [^|]+ \\|$")

// TestRights: the tables of docs/operations/security.md are the roles in config/rbac.
func TestRights(t *testing.T) {
	t.Parallel()
	body := section(read(t, "docs/operations/security.md"), "What the operator may do")
	ofTheCluster, leaderElection, _ := strings.Cut(body, "to lead:")
	for path, table := range map[string]string{"config/rbac/role.yaml": ofTheCluster, "config/rbac/leader_election_role.yaml": leaderElection} {
		var shown []string
		for _, m := range right.FindAllStringSubmatch(table, -1) {
			shown = append(shown, strings.Join(m[1:], " "))
		}
		slices.Sort(shown)
		if want := rightsIn(t, path); !slices.Equal(shown, want) {
			t.Errorf("docs/operations/security.md lists these rights\n\t%s\nand %s has\n\t%s", strings.Join(shown, "\n\t"), path, strings.Join(want, "\n\t"))
		}
	}
}

// rightsIn are the rights of a role, one for each resource: group, resource and verbs.
func rightsIn(t *testing.T, path string) []string {
	t.Helper()
	var role rbacv1.Role
	if err := yaml.Unmarshal([]byte(read(t, path)), &role); err != nil {
		t.Fatal(err)
	}
	verbs := map[string][]string{}
	for _, rule := range role.Rules {
		for _, group := range rule.APIGroups {
			for _, resource := range rule.Resources {
				key := cmp.Or(group, "core") + " " + resource
				verbs[key] = append(verbs[key], rule.Verbs...)
			}
		}
	}
	var all []string
	for key, v := range verbs {
		slices.Sort(v)
		all = append(all, key+" "+strings.Join(v, " "))
	}
	slices.Sort(all)
	return all
}
