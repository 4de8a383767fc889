// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prometheus

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// ruleTests is what we look at in a file of promtool.
type ruleTests struct {
	Tests []struct {
		Name           string `json:"name"`
		AlertRuleTests []struct {
			Alert string `json:"alertname"`
			Want  []any  `json:"exp_alerts"`
		} `json:"alert_rule_test"`
	} `json:"tests"`
}

// TestEveryAlertIsTested: there is a time at which each alert fires, with its texts, and several at which it does not.
func TestEveryAlertIsTested(t *testing.T) {
	dir, tests := desk(t)
	fires, quiet := map[string]int{}, map[string]int{}
	for _, name := range tests {
		var file ruleTests
		if err := yaml.Unmarshal(read(t, filepath.Join(dir, name)), &file); err != nil {
			t.Fatal(err)
		}
		for _, group := range file.Tests {
			if group.Name == "" {
				t.Errorf("a test of %s has no name", name)
			}
			for _, at := range group.AlertRuleTests {
				if len(at.Want) > 0 {
					fires[at.Alert]++
				} else {
					quiet[at.Alert]++
				}
			}
		}
	}
	for _, a := range alerts(t) {
		if fires[a.Alert] == 0 || quiet[a.Alert] < 3 { // two are those of the case in which all are silent
			t.Errorf("%s is tested %d times to fire and %d times not to", a.Alert, fires[a.Alert], quiet[a.Alert])
		}
	}
}

var severities = map[string]bool{"critical": true, "warning": true}

// heading is one of a page, as GitHub makes an anchor of it.
var heading = regexp.MustCompile(`(?m)^#+ ([A-Za-z]+)$`)

// TestEveryAlertHasARunbook: each has a severity, its texts, and a section of docs/operations/runbooks.md that its link
// leads to; and no section is of an alert that there is not.
func TestEveryAlertHasARunbook(t *testing.T) {
	const page = "https://github.com/codegen-dev/codegen-operator/blob/main/docs/operations/runbooks.md#"
	sections := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(string(read(t, root+"/docs/operations/runbooks.md")), -1) {
		if strings.HasPrefix(m[1], "CodeGen") {
			sections[m[1]] = true
		}
	}
	for _, a := range alerts(t) {
		if !severities[a.Labels["severity"]] {
			t.Errorf("%s has the severity %q", a.Alert, a.Labels["severity"])
		}
		for _, text := range []string{"summary", "description"} {
			if a.Annotations[text] == "" {
				t.Errorf("%s has no %s", a.Alert, text)
			}
		}
		if want := page + strings.ToLower(a.Alert); a.Annotations["runbook_url"] != want || !sections[a.Alert] {
			t.Errorf(
				"%s: its runbook is %s and not %s, or docs/operations/runbooks.md has no such section",
				a.Alert,
				a.Annotations["runbook_url"],
				want,
			)
		}
		delete(sections, a.Alert)
	}
	for section := range sections {
		t.Errorf("docs/operations/runbooks.md has a section %s, and there is no such alert", section)
	}
}
