// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package docs_test

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

const module = "github.com/codegen-dev/codegen-operator"

// forTests are allowed to every package, for its tests. The table does without them.
var forTests = []string{"sim", "test"}

// TestImports: the table of packages in docs/contributing/architecture.md is what depguard allows.
func TestImports(t *testing.T) {
	t.Parallel()
	shown, allowed := shownImports(t), allowedImports(t)
	for _, i := range allowed {
		if !slices.Contains(shown, i) {
			t.Errorf("docs/contributing/architecture.md does not show %s, which .golangci.yml allows", i)
		}
	}
	for _, i := range shown {
		if !slices.Contains(allowed, i) {
			t.Errorf("docs/contributing/architecture.md shows %s, which .golangci.yml does not allow", i)
		}
	}
}

var packageRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| [^|]+ \\| ?([^|]*) \\|$")

// shownImports are the imports in the table of packages, each as "from imports to".
func shownImports(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, m := range packageRow.FindAllStringSubmatch(section(read(t, "docs/contributing/architecture.md"), "Packages"), -1) {
		for to := range strings.SplitSeq(m[2], ", ") {
			if to != "" {
				all = append(all, path.Base(m[1])+" imports "+to)
			}
		}
	}
	return all
}

// allowedImports are those that depguard's rules allow.
func allowedImports(t *testing.T) []string {
	t.Helper()
	var config struct {
		Linters struct {
			Settings struct {
				Depguard struct {
					Rules map[string]struct{ Allow []string }
				}
			}
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, ".golangci.yml")), &config); err != nil {
		t.Fatal(err)
	}
	var all []string
	for from, rule := range config.Linters.Settings.Depguard.Rules {
		for _, allowed := range rule.Allow {
			to, ours := strings.CutPrefix(allowed, module+"/")
			if to = path.Base(to); ours && to != from && !slices.Contains(forTests, to) && !slices.Contains(forTests, from) {
				all = append(all, from+" imports "+to)
			}
		}
	}
	if len(all) < 10 {
		t.Fatalf("only %d imports are allowed: were the rules read?", len(all))
	}
	return all
}
