// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFindRoot(t *testing.T) {
	root := checkout(t)
	nested := filepath.Join(root, "hack", "controlplane")
	for _, dir := range []string{root, nested, filepath.Join(root, "hack")} {
		if got, err := findRoot(dir); err != nil || got != root {
			t.Errorf("findRoot(%s) = %q, %v, want %q", dir, got, err, root)
		}
	}
	if _, err := findRoot(t.TempDir()); !errors.Is(err, errNoRoot) {
		t.Errorf("outside of the module: %v, want %v", err, errNoRoot)
	}
}

func TestKubernetesVersion(t *testing.T) {
	for name, tt := range map[string]struct{ mod, want, err string }{
		"required":     {mod: "module x\n\nrequire (\n\tk8s.io/api v0.37.2\n\tk8s.io/kubernetes v1.37.2\n)\n", want: "v1.37.2"},
		"not required": {mod: "module x\n\nrequire k8s.io/api v0.37.2\n", err: "does not require"},
		"not a go.mod": {mod: "module x\n\nrequire (\n", err: "syntax error"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "go.mod")
			put(t, path, tt.mod)
			got, err := kubernetesVersion(path)
			if got != tt.want || tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
				t.Errorf("got %q, %v, want %q, error with %q", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestKeyDependsOnTheBuild(t *testing.T) {
	for name, tt := range map[string]struct {
		change  func(t *testing.T, module string)
		differs bool
	}{
		"another place":     {change: func(*testing.T, string) {}},
		"a test":            {change: writes("main_test.go")},
		"a note":            {change: writes("README.md")},
		"a source":          {change: writes("main.go"), differs: true},
		"a nested source":   {change: writes("sub/sub.go"), differs: true},
		"the dependencies":  {change: writes("go.sum"), differs: true},
		"a source has gone": {change: removes("main.go"), differs: true},
	} {
		t.Run(name, func(t *testing.T) {
			module := filepath.Join(checkout(t), "hack", "controlplane")
			before := mustHash(t, filepath.Join(checkout(t), "hack", "controlplane"))
			tt.change(t, module)
			if after := mustHash(t, module); (after != before) != tt.differs {
				t.Errorf("%s, then %s", before, after)
			}
		})
	}
}

func TestKeyDependsOnTheEnvironment(t *testing.T) {
	module := filepath.Join(checkout(t), "hack", "controlplane")
	if mustHash(t, module, "go1.26.1", "linux") == mustHash(t, module, "go1.26.2", "linux") {
		t.Error("another Go has the same key")
	}
}

func mustHash(t *testing.T, dir string, circumstances ...string) string {
	t.Helper()
	key, err := hashModule(dir, circumstances...)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func writes(name string) func(*testing.T, string) {
	return func(t *testing.T, module string) {
		t.Helper()
		put(t, filepath.Join(module, name), "// Another.\n")
	}
}

func removes(name string) func(*testing.T, string) {
	return func(t *testing.T, module string) {
		t.Helper()
		if err := os.Remove(filepath.Join(module, name)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLinkerFlagsSetTheVersion(t *testing.T) {
	flags := linkerFlags("v1.37.2")
	for _, want := range []string{
		"k8s.io/component-base/version.gitVersion=v1.37.2",
		"k8s.io/component-base/version.gitMajor=1",
		"k8s.io/client-go/pkg/version.gitMinor=37",
	} {
		if !strings.Contains(flags, "-X "+want+" ") {
			t.Errorf("%q lacks %s", flags, want)
		}
	}
}
