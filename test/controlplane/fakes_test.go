// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// put writes an executable file, and the folders above it.
func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o700); err != nil {
		t.Fatal(err)
	}
}

// holding makes a directory that holds fake programs.
func holding(t *testing.T, programs ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, program := range programs {
		put(t, filepath.Join(dir, program), "#!/bin/sh\n")
	}
	return dir
}

// checkout makes a folder that looks like this repository.
func checkout(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	put(t, filepath.Join(root, "go.mod"), "module "+rootModule+"\n")
	put(t, filepath.Join(root, "hack", "controlplane", "go.mod"), "module x\n\nrequire k8s.io/kubernetes v1.37.2\n")
	put(t, filepath.Join(root, "hack", "controlplane", "main.go"), "package main\n")
	put(t, filepath.Join(root, "hack", "tools", "go.mod"), "module y\n")
	return root
}

const (
	// compiles is what a fake Go does that writes a binary where -o says.
	compiles = `echo '#!/bin/sh' >"$3"; chmod +x "$3"`
	// breaks is one that fails as the compiler does.
	breaks = `echo "main.go:1: no space left on device" >&2; exit 1`
	// downloads is one whose setup-envtest works.
	downloads = `dir="$6/k8s/1.37.0-$GOOS-$GOARCH"; mkdir -p "$dir"; cd "$dir"; touch ` +
		`kube-apiserver etcd kubectl; chmod +x *`
)

// fakeGo is a `go` that keeps a list of its calls and does what it is told for
// `go build` and `go tool`.
type fakeGo struct{ dir string }

func newFakeGo(t *testing.T, build, tool string) fakeGo {
	t.Helper()
	fake := fakeGo{dir: t.TempDir()}
	put(t, fake.command(), "#!/bin/sh\necho \"$1\" >>"+fake.log()+"\ncase $1 in\nbuild) "+build+" ;;\ntool) "+tool+" ;;\nesac\n")
	return fake
}

func (g fakeGo) command() string { return filepath.Join(g.dir, "go") }
func (g fakeGo) log() string     { return filepath.Join(g.dir, "calls") }

func (g fakeGo) calls(t *testing.T) []string {
	t.Helper()
	log, err := os.ReadFile(g.log())
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return strings.Fields(string(log))
}

// index serves an empty index of setup-envtest.
func index(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	return server.URL
}

// noIndex is an address where nobody listens.
func noIndex(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	return server.URL
}

func newMaker(t *testing.T, goCommand, index string, programs ...string) (maker, *bytes.Buffer) {
	t.Helper()
	recipe, err := recipeAt(checkout(t))
	if err != nil {
		t.Fatal(err)
	}
	var progress bytes.Buffer
	return maker{
		wanted:    wanted{programs: programs, progress: &progress},
		recipe:    recipe,
		cache:     filepath.Join(t.TempDir(), "cache"),
		goCommand: goCommand,
		index:     index,
	}, &progress
}

// calling is a progress that calls a function as soon as something is said.
type calling func()

func (c calling) Write(p []byte) (int, error) {
	c()
	return len(p), nil
}
