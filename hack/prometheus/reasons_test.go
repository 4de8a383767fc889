// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prometheus

import (
	"bufio"
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"
)

// reasons are the constants of the API beside its conditions.
func reasons(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, path := range []string{"/api/v1alpha1/conditions.go", "/api/reason/reason.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), root+path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				if value, err := strconv.Unquote(literal.Value); err == nil {
					all = append(all, value)
				}
			}
			return true
		})
	}
	return all
}

func newLines(text []byte) *bufio.Reader { return bufio.NewReader(bytes.NewReader(text)) }
