// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// tool builds a tool of hack/chart, or finds it in Go's cache, and returns its path.
func tool(name string) func() (string, error) {
	return sync.OnceValues(func() (string, error) { return builtTool("../hack/chart", name) })
}

func builtTool(module, name string) (string, error) {
	cmd := exec.Command("go", "-C", module, "tool", "-n", name)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("building %s: %w", name, err)
	}
	return strings.TrimSpace(string(out)), nil
}

var (
	helmProgram        = tool("helm")
	kubeconformProgram = tool("kubeconform")
)

// place is an empty home for Helm, without the user's settings.
func place(t *testing.T) []string {
	t.Helper()
	home := t.TempDir()
	return append(os.Environ(), "KUBECONFIG="+shared.Kubeconfig, "HOME="+home, "HELM_CACHE_HOME="+home+"/cache",
		"HELM_CONFIG_HOME="+home+"/config", "HELM_DATA_HOME="+home+"/data")
}

// tryHelm runs the real Helm and returns its output.
func tryHelm(t *testing.T, args ...string) (string, error) {
	t.Helper()
	program, err := helmProgram()
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = place(t)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// helm must succeed.
func helm(t *testing.T, args ...string) string {
	t.Helper()
	out, err := tryHelm(t, args...)
	if err != nil {
		t.Fatalf("helm %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// startHelm runs Helm beside the test, which does not end before Helm has. The returned function waits for its output.
func startHelm(t *testing.T, args ...string) func() (string, error) {
	t.Helper()
	return beside(t, func() (string, error) { return tryHelm(t, args...) })
}

// beside runs a function in a goroutine that ends before the test does. The function must not fail the test.
func beside(t *testing.T, do func() (string, error)) func() (string, error) {
	t.Helper()
	var out string
	var err error
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		out, err = do()
	}()
	t.Cleanup(func() { <-ended })
	return func() (string, error) { <-ended; return out, err }
}

// refusal returns Helm's error.
func refusal(t *testing.T, args ...string) string {
	t.Helper()
	out, err := tryHelm(t, args...)
	if err == nil {
		t.Errorf("helm %s succeeded:\n%s", strings.Join(args, " "), out)
	}
	return out
}
