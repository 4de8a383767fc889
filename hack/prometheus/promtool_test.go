// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prometheus

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"sigs.k8s.io/yaml"
)

// tools is a folder for what the tests build.
var tools string

// promtool builds Prometheus' own, once. The tag leaves the clients of clouds out, of which rules need none.
var promtool = sync.OnceValues(func() (string, error) {
	path := filepath.Join(tools, "promtool")
	out, err := exec.Command("go", "build", "-tags", "remove_all_sd", "-o", path, "github.com/prometheus/prometheus/cmd/promtool").
		CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building promtool: %w: %s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	var err error
	if tools, err = os.MkdirTemp("", "codegen-promtool-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(tools)
	os.Exit(code)
}

// desk is a folder with rules.yaml, as Prometheus gets it from the Prometheus operator, and with the tests of the rules beside it.
func desk(t *testing.T) (folderOfRules string, tests []string) {
	t.Helper()
	dir := t.TempDir()
	r := rule(t)
	text, err := yaml.Marshal(r.Spec)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "rules.yaml"), text)
	paths, err := filepath.Glob(filepath.Join(folder, "tests", "*.yaml"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("there are no tests: %v", err)
	}
	for _, path := range paths {
		write(t, filepath.Join(dir, filepath.Base(path)), read(t, path))
		tests = append(tests, filepath.Base(path))
	}
	return dir, tests
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// run runs promtool in a folder.
func run(t *testing.T, dir string, args ...string) (out string, ok bool) {
	t.Helper()
	path, err := promtool()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Dir = dir
	text, err := cmd.CombinedOutput()
	return string(text), err == nil
}

// TestRules: promtool finds nothing to say against the rules, and all of their tests hold.
func TestRules(t *testing.T) {
	dir, tests := desk(t)
	for _, args := range [][]string{{"check", "rules", "--lint=all", "--lint-fatal", "rules.yaml"}, append([]string{"test", "rules", "--diff"}, tests...)} {
		if out, ok := run(t, dir, args...); !ok {
			t.Errorf("promtool %v says\n%s", args, out)
		}
	}
}
