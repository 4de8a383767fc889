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
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var groups []group
	for _, d := range file.Decls {
		block, ok := d.(*ast.GenDecl)
		if !ok || block.Tok != token.CONST || !block.Lparen.IsValid() {
			continue
		}
		sentence, _, _ := strings.Cut(block.Doc.Text(), ".")
		groups = append(groups, group{sentence: sentence, values: valuesOf(t, block)})
	}
	if len(groups) < 8 {
		t.Fatalf("only %d blocks of constants in %s", len(groups), path)
	}
	return groups
}

func valuesOf(t *testing.T, block *ast.GenDecl) []string {
	t.Helper()
	var values []string
	ast.Inspect(block, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			value, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, value)
		}
		return true
	})
	return values
}
