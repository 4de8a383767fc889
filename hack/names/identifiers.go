// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
)

// checkIdentifiers checks the identifiers that a Go file declares. Comments and strings do not count, and neither do
// names from other modules.
func (p patterns) checkIdentifiers(name, text string) ([]finding, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var findings []finding
	for ident, kind := range declared(file) {
		subject := kind + " " + words(ident.Name)
		for _, pattern := range p.identifiers {
			if strings.HasPrefix(name, pattern.under) && pattern.regexp.MatchString(subject) {
				findings = append(findings, finding{name, set.Position(ident.Pos()).Line, kind + " " + ident.Name, pattern.use})
			}
		}
	}
	sortByLine(findings)
	return findings, nil
}

var hump = regexp.MustCompile(`([a-z0-9])([A-Z])|_`)

// words are the words of an identifier in lower case: "oldName" becomes "old name".
func words(name string) string {
	return strings.ToLower(hump.ReplaceAllString(name, "$1 $2"))
}

// declared are the identifiers that a file declares, each with its kind: package, type, func, method, field, var, const
// or local.
func declared(file *ast.File) map[*ast.Ident]string {
	found := map[*ast.Ident]string{file.Name: "package"}
	addDeclarations(found, file.Decls)
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StructType:
			addFields(found, n.Fields, "field")
		case *ast.InterfaceType:
			addFields(found, n.Methods, "method")
		case *ast.FuncType:
			addFields(found, n.Params, "local")
			addFields(found, n.Results, "local")
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				addLocals(found, n.Lhs...)
			}
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE {
				addLocals(found, n.Key, n.Value)
			}
		case *ast.DeclStmt:
			addDeclarations(found, []ast.Decl{n.Decl})
		}
		return true
	})
	return found
}

func addDeclarations(found map[*ast.Ident]string, declarations []ast.Decl) {
	for _, d := range declarations {
		switch d := d.(type) {
		case *ast.FuncDecl:
			found[d.Name] = "func"
			if d.Recv != nil {
				found[d.Name] = "method"
				addFields(found, d.Recv, "local")
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				addSpec(found, spec, fmt.Sprint(d.Tok))
			}
		}
	}
}

func addSpec(found map[*ast.Ident]string, spec ast.Spec, kind string) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		found[s.Name] = kind
	case *ast.ValueSpec:
		for _, name := range s.Names {
			found[name] = kind
		}
	case *ast.ImportSpec:
		if s.Name != nil {
			found[s.Name] = "package"
		}
	}
}

func addFields(found map[*ast.Ident]string, list *ast.FieldList, kind string) {
	if list == nil {
		return
	}
	for _, f := range list.List {
		for _, name := range f.Names {
			found[name] = kind
		}
	}
}

func addLocals(found map[*ast.Ident]string, expressions ...ast.Expr) {
	for _, e := range expressions {
		if name, ok := e.(*ast.Ident); ok {
			found[name] = "local"
		}
	}
}
