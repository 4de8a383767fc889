// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/page"
)

var (
	usedKey = regexp.MustCompile(`\bt{1,2}\('([^']+)'`)
	family  = regexp.MustCompile("\\bt\\(`([a-zA-Z.]+)\\.\\$\\{")
	blank   = regexp.MustCompile(`\{\w+\}`)
)

func texts(t *testing.T, language page.Language) map[string]string {
	t.Helper()
	text, err := os.ReadFile("assets/" + string(language) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]string
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// Every text exists in every language, with the same placeholders.
func TestLanguages(t *testing.T) {
	t.Parallel()
	english := texts(t, page.English)
	for _, language := range page.Languages {
		other := texts(t, language)
		for key, text := range english {
			want, got := blank.FindAllString(text, -1), blank.FindAllString(other[key], -1)
			slices.Sort(want)
			slices.Sort(got)
			if _, is := other[key]; !is || !slices.Equal(want, got) {
				t.Errorf("%s: %s is %q, want the placeholders of %q", language, key, other[key], text)
			}
		}
		if len(other) != len(english) {
			t.Errorf("%s has %d texts, want %d", language, len(other), len(english))
		}
	}
}

// Every text that the page uses exists, and every text is used.
func TestTextsAreUsed(t *testing.T) {
	t.Parallel()
	english, used := texts(t, page.English), map[string]bool{}
	families := []string{"condition", "unit"} // keys that are built from other strings
	scripts, _ := filepath.Glob("assets/*.js")
	for _, path := range scripts {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range usedKey.FindAllStringSubmatch(string(text), -1) {
			used[m[1]] = true
			if english[m[1]] == "" && m[1] != "unit.Chunks" {
				t.Errorf("%s uses %s, which does not exist", path, m[1])
			}
		}
		for _, m := range family.FindAllStringSubmatch(string(text), -1) {
			families = append(families, m[1])
		}
	}
	for key := range english {
		if !used[key] && !slices.ContainsFunc(families, func(f string) bool { return len(key) > len(f) && key[:len(f)+1] == f+"." }) &&
			!slices.Contains([]string{"head.serves", "link.lost", "link.connecting", "list.none", "spark.label", "spark.bare"}, key) {
			t.Errorf("%s is not used", key)
		}
	}
}
