// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package docs_test

import (
	"path"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

const module = "github.com/codegen-dev/codegen-operator"

// fakes are for tests, whoever they belong to. The picture does without them.
var fakes = []string{"sim", "controlplane", "cluster", "testnet", "browser"}

// TestThePicture: the arrows between packages in CONTRIBUTING.md are those that depguard allows.
func TestThePicture(t *testing.T) {
	t.Parallel()
	drawn, allowed := arrows(t), imports(t)
	for _, arrow := range allowed {
		if !slices.Contains(drawn, arrow) {
			t.Errorf("the picture in CONTRIBUTING.md does not show %s, which .golangci.yml allows", arrow)
		}
	}
	for _, arrow := range drawn {
		if !slices.Contains(allowed, arrow) {
			t.Errorf("the picture in CONTRIBUTING.md shows %s, which .golangci.yml does not allow", arrow)
		}
	}
}

// arrows are those of the picture, each as "from --> to".
func arrows(t *testing.T) []string {
	t.Helper()
	_, picture, _ := strings.Cut(read(t, "CONTRIBUTING.md"), "```mermaid\n")
	picture, _, _ = strings.Cut(picture, "```")
	var all []string
	for line := range strings.Lines(picture) {
		from, to, found := strings.Cut(strings.TrimSpace(line), " --> ")
		if !found {
			continue
		}
		for target := range strings.SplitSeq(to, " & ") {
			all = append(all, from+" --> "+target)
		}
	}
	return all
}

// imports are what depguard's table allows.
func imports(t *testing.T) []string {
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
			if to = path.Base(to); ours && to != from && !slices.Contains(fakes, to) && !slices.Contains(fakes, from) {
				all = append(all, from+" --> "+to)
			}
		}
	}
	if len(all) < 10 {
		t.Fatalf("only %d imports are allowed: was the table read?", len(all))
	}
	return all
}
