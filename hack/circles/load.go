// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// listed is what go list says of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
	DepOnly                 bool
}

// load type-checks the packages that patterns name, in the module at root. Dependencies come from the build cache.
func load(ctx context.Context, root string, patterns ...string) ([]*pkg, error) {
	args := append([]string{"list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,DepOnly"}, patterns...)
	command := exec.CommandContext(ctx, "go", args...) //nolint:gosec // go list, with the arguments of the caller
	command.Dir, command.Stderr = root, os.Stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("list the packages: %w", err)
	}
	all, err := decodeList(out)
	if err != nil {
		return nil, err
	}
	return checkTypes(all)
}

func decodeList(out []byte) (all []listed, err error) {
	decoder := json.NewDecoder(bytes.NewReader(out))
	for {
		var l listed
		if err := decoder.Decode(&l); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("read what go list says: %w", err)
		}
		all = append(all, l)
	}
}

func checkTypes(all []listed) (packages []*pkg, err error) {
	exports := map[string]string{}
	for _, l := range all {
		exports[l.ImportPath] = l.Export
	}
	files := token.NewFileSet()
	imports := importer.ForCompiler(files, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	for _, l := range all {
		if l.DepOnly || len(l.GoFiles) == 0 {
			continue
		}
		p, err := l.check(files, imports)
		if err != nil {
			return nil, err
		}
		packages = append(packages, p)
	}
	slices.SortFunc(packages, func(a, b *pkg) int { return strings.Compare(a.path, b.path) })
	return packages, nil
}

// check type-checks a package without its generated files.
func (l listed) check(files *token.FileSet, imports types.Importer) (*pkg, error) {
	var parsed []*ast.File
	for _, name := range l.GoFiles {
		file, err := parser.ParseFile(files, filepath.Join(l.Dir, name), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, file)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	typed, err := (&types.Config{Importer: imports}).Check(l.ImportPath, files, parsed, info)
	if err != nil {
		return nil, fmt.Errorf("check %s: %w", l.ImportPath, err)
	}
	p := &pkg{path: l.ImportPath, references: graph{}}
	for _, file := range parsed {
		if !ast.IsGenerated(file) {
			p.add(files, file, typed, info)
		}
	}
	return p, nil
}
