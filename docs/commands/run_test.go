// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package commands_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/internal/engine"
)

// typed are the commands of a page that are to be run here: all that no other test runs.
func typed(t *testing.T, path string) []command {
	t.Helper()
	var all []command
	for _, b := range blocksOf(t, path) {
		if !languages[b.language] || delegated[path].runs(b.language) {
			continue
		}
		all = append(all, commandsOf(t, b)...)
	}
	return all
}

// TestCommands types the commands of each page. Pages that change the whole cluster have their turn first, one after the other.
func TestCommands(t *testing.T) {
	used := map[string]bool{}
	for _, path := range pages(t) {
		p, commands := how[path], typed(t, path)
		commands = slices.DeleteFunc(commands, func(c command) bool { return p.leaves(c, used) })
		if len(commands) == 0 {
			continue
		}
		t.Run(path, func(t *testing.T) {
			if !p.alone {
				t.Parallel()
			}
			p.follow(t, commands)
		})
	}
	for _, e := range rows() {
		if !used[e.begins] {
			t.Errorf("no page says %q any more: take it out of the table", e.begins)
		}
	}
}

// leaves tells whether a command is one that is not run here.
func (p page) leaves(c command, used map[string]bool) bool {
	for _, e := range append(slices.Clone(p.elsewhere), throughout...) {
		if strings.HasPrefix(c.text, e.begins) {
			used[e.begins] = true
			return true
		}
	}
	return false
}

func rows() []elsewhere {
	all := slices.Clone(throughout)
	for _, p := range how {
		all = append(all, p.elsewhere...)
	}
	return all
}

// follow runs a page from the top down.
func (p page) follow(t *testing.T, commands []command) {
	t.Helper()
	apply(t, "apply", "--server-side", "-k", filepath.Join(root, "config", "crd")) // a page may have removed it
	namespace := apply(t, "create", "-f", "-", "-o", "jsonpath={.metadata.name}")
	p.operate(t, namespace)
	s := newShell(t, namespace)
	s.run(command{page: "given", text: p.given})
	for _, c := range commands {
		if printed := s.run(c); !strings.Contains(strings.Join(strings.Fields(printed), " "), s.here(c.shown)) {
			t.Errorf("%s\nis said to print %q, and prints\n%s", c, c.shown, printed)
		}
	}
	s.run(command{page: "then", text: p.then})
}

// apply runs kubectl, with a new namespace as its input.
func apply(t *testing.T, args ...string) string {
	t.Helper()
	out, err := shared.KubectlWith(t.Context(), "{apiVersion: v1, kind: Namespace, metadata: {generateName: docs-}}", args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// operate runs the operator until the page has ended.
func (p page) operate(t *testing.T, namespace string) {
	t.Helper()
	if p.operator == ofThePage {
		return
	}
	args := []string{"--metrics-bind-address=0", "--health-probe-bind-address=0"}
	if p.operator == ofTheNamespace {
		args = append(args, "--watch-namespace="+namespace)
	}
	o, err := app.Parse(args, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	network := newTown(t)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go network.cut(ctx)
	go func() {
		ended <- app.Run(ctx, o, shared.Config, &engine.Network{Guard: engine.NewGuard(), Lookup: network.Lookup, Dial: network.Dial})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the operator ended with %v", err)
		}
	})
}

// TestElsewhere: what is said to be run elsewhere is.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	ci := file(t, ".ci/run")
	for _, e := range rows() {
		if e.why == inCI && !strings.Contains(ci, "\n"+e.begins+"\n") {
			t.Errorf(".ci/run does not run %s", e.begins)
		}
	}
	for page, d := range delegated {
		if text := file(t, d.file); !strings.Contains(text, "func "+d.test+"(") || !strings.Contains(text, page) {
			t.Errorf("%s has no %s that speaks of %s", d.file, d.test, page)
		}
	}
}

func file(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
