// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prometheus

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// dashboard is what we look at in a dashboard of Grafana.
type dashboard struct {
	UID           string  `json:"uid"`
	Title         string  `json:"title"`
	Description   string  `json:"description"`
	SchemaVersion int     `json:"schemaVersion"`
	Panels        []panel `json:"panels"`
	Annotations   struct {
		List []struct {
			target
			Name   string `json:"name"`
			Titles string `json:"titleFormat"`
			Text   string `json:"textFormat"`
		} `json:"list"`
	} `json:"annotations"`
	Templating struct {
		List []variable `json:"list"`
	} `json:"templating"`
}

type variable struct {
	Name       string `json:"name"`
	Type       string `json:"type"`
	Definition string `json:"definition"`
}

type panel struct {
	ID          int        `json:"id"`
	Type        string     `json:"type"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Grid        grid       `json:"gridPos"`
	Datasource  datasource `json:"datasource"`
	Targets     []target   `json:"targets"`
	FieldConfig struct {
		Defaults struct {
			Unit string `json:"unit"`
		} `json:"defaults"`
	} `json:"fieldConfig"`
}

type grid struct{ X, Y, W, H int }

type datasource struct {
	UID string `json:"uid"`
}

type target struct {
	Datasource datasource `json:"datasource"`
	Expr       string     `json:"expr"`
	Legend     string     `json:"legendFormat"`
	RefID      string     `json:"refId"`
}

func dashboards(t *testing.T) map[string]dashboard {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "dashboards", "*.json"))
	if err != nil || len(paths) < 2 {
		t.Fatalf("%d dashboards: %v", len(paths), err)
	}
	all := map[string]dashboard{}
	for _, path := range paths {
		var d dashboard
		if err := json.Unmarshal(read(t, path), &d); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all[filepath.Base(path)] = d
	}
	return all
}

// ours is the variable that stands for the data source.
const ours = "${datasource}"

// TestDashboards: panels have what a reader needs, ask the chosen data source, and lie beside each other.
func TestDashboards(t *testing.T) {
	for file, d := range dashboards(t) {
		if d.UID+".json" != file || d.Title == "" || d.Description == "" || d.SchemaVersion < 41 {
			t.Errorf("%s: uid %q, title %q, description %q, schema %d", file, d.UID, d.Title, d.Description, d.SchemaVersion)
		}
		ids := map[int]bool{}
		for i, p := range d.Panels {
			if ids[p.ID] || p.Title == "" {
				t.Errorf("%s: panel %d %q has no title, or another one's id", file, p.ID, p.Title)
			}
			ids[p.ID] = true
			if p.Type != "row" && (p.Description == "" || p.FieldConfig.Defaults.Unit == "" || p.Datasource.UID != ours || len(p.Targets) == 0) {
				t.Errorf("%s: panel %q has no description, unit, data source or query", file, p.Title)
			}
			for _, other := range d.Panels[:i] {
				if overlap(p.Grid, other.Grid) {
					t.Errorf("%s: panel %q lies upon %q", file, p.Title, other.Title)
				}
			}
		}
	}
}

func overlap(a, b grid) bool {
	return a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H || a.X+a.W > 24
}

var (
	inBraces  = regexp.MustCompile(`\{\{\s*([a-z_]+)\s*\}\}`)
	variables = regexp.MustCompile(`\$\{?([a-z]+)`)
	values    = regexp.MustCompile(`^label_values\((.+), ([a-z]+)\)$`)
)

// legendOf are the labels that a legend names.
func legendOf(legend string) []string {
	var names []string
	for _, m := range inBraces.FindAllStringSubmatch(legend, -1) {
		names = append(names, m[1])
	}
	return names
}

// TestQueriesOfDashboards: each asks for what is exposed, and has the labels that its legend names.
func TestQueriesOfDashboards(t *testing.T) {
	known, why, asked := exposed(t), reasons(t), 0
	for file, d := range dashboards(t) {
		check := func(where, expression, legend string, needed ...string) {
			t.Helper()
			asked++
			q := &query{known: known, reasons: why}
			q.needs(q.read(expression), append(legendOf(legend), needed...), "its legend names")
			for _, m := range variables.FindAllStringSubmatch(expression, -1) {
				if !slices.ContainsFunc(d.Templating.List, func(v variable) bool { return v.Name == m[1] }) && m[1] != "" {
					q.complain("there is no variable %s", m[1])
				}
			}
			for _, problem := range q.problems {
				t.Errorf("%s, %s: %s\n%s", file, where, problem, expression)
			}
		}
		for _, p := range d.Panels {
			refs := map[string]bool{}
			for _, target := range p.Targets {
				if refs[target.RefID] || target.Datasource.UID != ours {
					t.Errorf("%s, %s: query %s asks %s, or is there twice", file, p.Title, target.RefID, target.Datasource.UID)
				}
				refs[target.RefID] = true
				check(p.Title, target.Expr, target.Legend)
			}
		}
		for _, a := range d.Annotations.List {
			if a.Expr != "" {
				check(a.Name, a.Expr, a.Titles+a.Text)
			}
		}
		for _, v := range d.Templating.List {
			if m := values.FindStringSubmatch(v.Definition); m != nil {
				check("variable "+v.Name, m[1], "", m[2])
			} else if v.Type == "query" {
				t.Errorf("%s: nobody looks at variable %s: %s", file, v.Name, v.Definition)
			}
		}
	}
	if asked < 60 {
		t.Errorf("only %d queries were found", asked)
	}
}

var inTexts = regexp.MustCompile(`\$labels\.([a-z_]+)`)

// TestQueriesOfAlerts: each asks for what is exposed, and has the labels that its texts name.
func TestQueriesOfAlerts(t *testing.T) {
	known, why := exposed(t), reasons(t)
	for _, a := range alerts(t) {
		q := &query{known: known, reasons: why}
		result := q.read(a.Expr.String())
		for _, text := range a.Annotations {
			for _, m := range inTexts.FindAllStringSubmatch(text, -1) {
				q.needs(result, m[1:], "a text names")
			}
		}
		for _, problem := range q.problems {
			t.Errorf("%s: %s\n%s", a.Alert, problem, a.Expr.String())
		}
	}
}

// TestNoMetricIsLeftOut: every metric of the operator and the gateway is on a dashboard or in an alert.
func TestNoMetricIsLeftOut(t *testing.T) {
	var all strings.Builder
	for _, d := range dashboards(t) {
		for _, p := range d.Panels {
			for _, target := range p.Targets {
				all.WriteString(target.Expr)
			}
		}
	}
	for _, a := range alerts(t) {
		all.WriteString(a.Expr.String())
	}
	for name := range exposed(t) {
		family := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "_bucket"), "_count"), "_sum")
		if strings.HasPrefix(family, "codegen_") && !strings.Contains(all.String(), family) {
			t.Errorf("nothing shows %s", family)
		}
	}
}
