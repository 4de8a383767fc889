// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package docs_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// TestDependencies: what our packages import, what the nested modules require and which tools there are stands in
// docs/contributing/dependencies.md.
func TestDependencies(t *testing.T) {
	t.Parallel()
	page := read(t, "docs/contributing/dependencies.md")
	direct := imported(t)
	direct = append(direct, required(t, "hack/tools")...)
	direct = append(direct, required(t, "hack/actionlint")...)
	direct = append(direct, required(t, "hack/controlplane")...)
	direct = append(direct, required(t, "hack/prometheus")...)
	direct = append(direct, required(t, "hack/chart")...)
	for _, module := range []string{"dns", "kube", "runtime"} {
		direct = append(direct, required(t, "test/e2e/"+module)...)
	}
	for _, path := range direct {
		if !strings.Contains(page, "| `"+path+"` |") {
			t.Errorf("docs/contributing/dependencies.md has no row for %s: say why it is there and what was rejected", path)
		}
	}
}

// required are the direct requirements of a nested module, and its tools from elsewhere.
func required(t *testing.T, folder string) []string {
	t.Helper()
	file := parsed(t, folder)
	var paths []string
	for _, r := range file.Require {
		if !r.Indirect {
			paths = append(paths, r.Mod.Path)
		}
	}
	for _, tool := range file.Tool {
		if !strings.HasPrefix(tool.Path, file.Module.Mod.Path) {
			paths = append(paths, tool.Path)
		}
	}
	return paths
}

// imported are the required modules of the main module that our packages import.
func imported(t *testing.T) []string {
	t.Helper()
	imports := importsBelow(t, root)
	var paths []string
	for _, r := range parsed(t, ".").Require {
		for path := range imports {
			if path == r.Mod.Path || strings.HasPrefix(path, r.Mod.Path+"/") {
				paths = append(paths, r.Mod.Path)
				break
			}
		}
	}
	if len(paths) == 0 {
		t.Fatal("no import was found")
	}
	return paths
}

// importsBelow are the imports of all Go files below a folder, without those of nested modules.
func importsBelow(t *testing.T, folder string) map[string]bool {
	t.Helper()
	imports := map[string]bool{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			_, none := os.Stat(filepath.Join(path, "go.mod"))
			if path != folder && (none == nil || strings.HasPrefix(entry.Name(), ".")) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range file.Imports {
			name, _ := strconv.Unquote(i.Path.Value) // it was parsed as a string
			imports[name] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return imports
}

func parsed(t *testing.T, folder string) *modfile.File {
	t.Helper()
	path := filepath.Join(folder, "go.mod")
	file, err := modfile.Parse(path, []byte(read(t, path)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
