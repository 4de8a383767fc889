// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

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

// unreported are the reasons of decisions that keep everything as it is. No status and no event shows them.
var unreported = []string{"Paused", "Waiting", "CoolingDown", "FailingBack", "Stay"}

// TestReasonsAreInTheAPI: every reason that an internal package produces is in the one list of reasons, in the API.
func TestReasonsAreInTheAPI(t *testing.T) {
	t.Parallel()
	known := stringConstants(t, "../../api/v1alpha1/conditions.go", func(name string, _ ast.Expr) bool {
		return strings.HasPrefix(name, "Reason") || strings.HasPrefix(name, "Engine") || strings.HasPrefix(name, "Flip")
	})
	var found int
	for _, dir := range []string{"decide", "health", "engine", "prober"} {
		paths, err := filepath.Glob("../../internal/" + dir + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			for _, reason := range stringConstants(t, path, isReason) {
				found++
				if !slices.Contains(known, reason) && !slices.Contains(unreported, reason) {
					t.Errorf("%s has the reason %s, and api/v1alpha1/conditions.go does not: add it there", path, reason)
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d reasons were found", found)
	}
}

var reasonName = regexp.MustCompile(`^([rR]eason[A-Z]|Serving$)`)

// isReason reports whether a constant is a reason, by its type or its name.
func isReason(name string, typ ast.Expr) bool {
	typeName, _ := typ.(*ast.Ident)
	return reasonName.MatchString(name) || typeName != nil && typeName.Name == "Reason"
}

func stringConstants(t *testing.T, path string, want func(name string, typ ast.Expr) bool) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !want(spec.Names[0].Name, spec.Type) {
			return true
		}
		if literal, ok := spec.Values[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
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
