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

// commandsToRun are the commands of a page that no other test runs.
func commandsToRun(t *testing.T, path string) []command {
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
		p, commands := settings[path], commandsToRun(t, path)
		commands = slices.DeleteFunc(commands, func(c command) bool { return p.skips(c, used) })
		if len(commands) == 0 {
			continue
		}
		t.Run(path, func(t *testing.T) {
			if !p.exclusive {
				t.Parallel()
			}
			p.run(t, commands)
		})
	}
	for _, e := range allSkipped() {
		if !used[e.prefix] {
			t.Errorf("no page says %q any more: take it out of the table", e.prefix)
		}
	}
}

// skips tells whether a command is one that is not run here.
func (p page) skips(c command, used map[string]bool) bool {
	for _, e := range append(slices.Clone(p.skipped), skippedEverywhere...) {
		if strings.HasPrefix(c.text, e.prefix) {
			used[e.prefix] = true
			return true
		}
	}
	return false
}

func allSkipped() []skipped {
	all := slices.Clone(skippedEverywhere)
	for _, p := range settings {
		all = append(all, p.skipped...)
	}
	return all
}

// run runs a page from the top down.
func (p page) run(t *testing.T, commands []command) {
	t.Helper()
	apply(t, "apply", "--server-side", "-k", filepath.Join(root, "config", "crd")) // a page may have removed it
	namespace := apply(t, "create", "-f", "-", "-o", "jsonpath={.metadata.name}")
	p.startOperator(t, namespace)
	s := newShell(t, namespace)
	s.run(command{page: "setup", text: p.setup})
	for _, c := range commands {
		if printed := s.run(c); !strings.Contains(strings.Join(strings.Fields(printed), " "), s.localize(c.output)) {
			t.Errorf("%s\nis said to print %q, and prints\n%s", c, c.output, printed)
		}
	}
	s.run(command{page: "after", text: p.after})
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

// startOperator runs the operator until the page has ended.
func (p page) startOperator(t *testing.T, namespace string) {
	t.Helper()
	if p.operator == noOperator {
		return
	}
	args := []string{"--metrics-bind-address=0", "--health-probe-bind-address=0"}
	if p.operator == oneNamespace {
		args = append(args, "--watch-namespace="+namespace)
	}
	o, err := app.Parse(args, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	network := newClusterNetwork(t)
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

// TestSkippedCommandsAreTestedElsewhere: commands that are said to be run elsewhere are.
func TestSkippedCommandsAreTestedElsewhere(t *testing.T) {
	t.Parallel()
	ci := file(t, ".ci/run")
	for _, e := range allSkipped() {
		if e.why == inCI && !strings.Contains(ci, "\n"+e.prefix+"\n") {
			t.Errorf(".ci/run does not run %s", e.prefix)
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
