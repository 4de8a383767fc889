// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// group is a block of constants with one sentence above it.
type group struct {
	sentence string
	values   []string
}

// TestConditions: each block of constants has a section that is headed by its sentence, with a row for each constant, and no
// row speaks of what is none.
func TestConditions(t *testing.T) {
	t.Parallel()
	page := read(t, "docs/reference/conditions.md")
	groups := constants(t)
	var known []string
	for _, g := range groups {
		known = append(known, g.values...)
	}
	for _, g := range groups {
		rows := named(section(page, g.sentence))
		for _, value := range g.values {
			if !slices.Contains(rows, value) {
				t.Errorf("docs/reference/conditions.md has no row `%s` under the heading %q: say what it means and what to do", value, "## "+g.sentence)
			}
		}
		for _, row := range rows {
			if !slices.Contains(known, row) {
				t.Errorf("docs/reference/conditions.md speaks of `%s` under %q, and conditions.go does not", row, g.sentence)
			}
		}
	}
}

var reasonRow = regexp.MustCompile("(?m)^\\| `([A-Za-z]+)` \\|.*\\| ([^|]*) \\|$")

// TestConditionsSayWhatToDo: each reason that can be looked up has something to do about it, be it nothing. Those of flips are history.
func TestConditionsSayWhatToDo(t *testing.T) {
	t.Parallel()
	page := read(t, "docs/reference/conditions.md")
	for _, g := range constants(t) {
		body := section(page, g.sentence)
		if strings.HasPrefix(g.sentence, "Reasons of flips") {
			continue
		}
		for _, row := range reasonRow.FindAllStringSubmatch(body, -1) {
			if len(strings.TrimSpace(row[2])) < 4 {
				t.Errorf("docs/reference/conditions.md does not say what to do about %s", row[1])
			}
		}
	}
}

func constants(t *testing.T) []group {
	t.Helper()
	path := filepath.Join(root, "api", "v1alpha1", "conditions.go")
	file := parsedGo(t, path)
	values := reasonValues(t)
	var groups []group
	for _, d := range file.Decls {
		block, ok := d.(*ast.GenDecl)
		if !ok || block.Tok != token.CONST || !block.Lparen.IsValid() {
			continue
		}
		sentence, _, _ := strings.Cut(block.Doc.Text(), ".")
		groups = append(groups, group{sentence: sentence, values: valuesOf(t, block, values)})
	}
	if len(groups) < 8 {
		t.Fatalf("only %d blocks of constants in %s", len(groups), path)
	}
	return groups
}

func parsedGo(t *testing.T, path string) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// reasonValues are the values of the constants of package reason, by name.
func reasonValues(t *testing.T) map[string]string {
	t.Helper()
	values := map[string]string{}
	ast.Inspect(parsedGo(t, filepath.Join(root, "api", "reason", "reason.go")), func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			values[spec.Names[0].Name] = unquoted(t, spec.Values[0].(*ast.BasicLit))
		}
		return true
	})
	return values
}

// valuesOf are the values of a block of constants, which are literals or constants of package reason.
func valuesOf(t *testing.T, block *ast.GenDecl, reasons map[string]string) []string {
	t.Helper()
	var values []string
	for _, s := range block.Specs {
		switch value := s.(*ast.ValueSpec).Values[0].(type) {
		case *ast.BasicLit:
			values = append(values, unquoted(t, value))
		case *ast.SelectorExpr:
			values = append(values, reasons[value.Sel.Name])
		}
	}
	return values
}

func unquoted(t *testing.T, literal *ast.BasicLit) string {
	t.Helper()
	value, err := strconv.Unquote(literal.Value)
	if err != nil {
		t.Fatal(err)
	}
	return value
}
