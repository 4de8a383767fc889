// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// pkg is a package as far as the direction of its files goes.
type pkg struct {
	path       string
	lines      int
	references graph // from file to file, with the names that are used
}

// add adds a file and what it uses of the package's other files.
func (p *pkg) add(files *token.FileSet, file *ast.File, typed *types.Package, info *types.Info) {
	from := base(files, file.Pos())
	p.lines += files.Position(file.FileEnd).Line
	p.references[from] = map[string][]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		identifier, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		if used := info.Uses[identifier]; used != nil && used.Pkg() == typed && shared(used, typed) {
			p.refer(from, base(files, used.Pos()), used.Name())
		}
		return true
	})
}

// shared tells what can be used from another file: what stands in the scope of the package, and fields and methods.
func shared(o types.Object, typed *types.Package) bool {
	if v, ok := o.(*types.Var); ok && v.IsField() {
		return true
	}
	_, isFunc := o.(*types.Func)
	return isFunc || o.Parent() == typed.Scope()
}

func (p *pkg) refer(from, to, name string) {
	if to == from || strings.HasPrefix(to, "zz_generated") || slices.Contains(p.references[from][to], name) {
		return
	}
	p.references[from][to] = append(p.references[from][to], name)
}

// between lists the references among files of a circle, as "from -> to: names".
func (p *pkg) between(circle []string) (lines []string) {
	for _, from := range circle {
		for _, to := range slices.Sorted(maps.Keys(p.references[from])) {
			if slices.Contains(circle, to) {
				names := slices.Sorted(slices.Values(p.references[from][to]))
				lines = append(lines, fmt.Sprintf("%s -> %s: %s", from, to, strings.Join(names, " ")))
			}
		}
	}
	return lines
}

func base(files *token.FileSet, at token.Pos) string {
	return filepath.Base(files.Position(at).Filename)
}
