// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/cmd/kubectl-codegen/app"
)

// The real kubectl finds the plugin on the PATH, returns its exit code, and completes names from the cluster.
func TestPlugin(t *testing.T) {
	s := newStage(t)
	s.installed()
	s.applied(everything)
	out, err := shared.Kubectl(t.Context(), "codegen", "status", "hapa", "-n", s.namespace)
	must(t, err)
	s.contains(out, s.namespace+"/hapa: traffic goes to legacy, ready, degraded")
	out, err = shared.Kubectl(t.Context(), "codegen", "report", "hapa", "-n", s.namespace)
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != app.ExitNotMet {
		t.Errorf("%v: %s", err, out)
	}
	out, err = shared.Kubectl(t.Context(), "plugin", "list")
	must(t, err)
	s.contains(out, "kubectl-codegen")
	out, err = shared.Kubectl(t.Context(), "codegen", "--version")
	must(t, err)
	s.contains(out, "kubectl codegen version ")
	for _, c := range []struct {
		words []string
		want  string
	}{
		{[]string{"codegen", "status", "-n", s.namespace, "h"}, "hapa\n"},
		{[]string{"codegen", "pin", "-n", s.namespace, "hapa", "l"}, "legacy\tthe engine to fall back to\n"},
		{[]string{"codegen", "report", "hapa", "--lang", ""}, "en\nko\n"},
		{[]string{"codegen", "can"}, "canary\tRun canaries\n"},
	} {
		out, err := shared.Kubectl(t.Context(), append([]string{"__complete"}, c.words...)...)
		must(t, err)
		s.contains(out, c.want)
	}
}

// Every command has help with an example.
func TestHelp(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, command := range []string{"check", "status", "report", "watch", "flips", "dashboard", "canary run", "pin", "unpin", "pause", "resume"} {
		out, errs, code := s.alone(append(strings.Fields(command), "--help")...)
		if code != app.ExitOK {
			t.Errorf("%s: %d %s", command, code, errs)
		}
		s.contains(out, "Examples:\n  ", "kubectl codegen "+command)
	}
	out, _, _ := s.alone("--help")
	s.contains(out, "Exit codes:\n  0  ", "kubectl codegen [command]")
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		out, errs, code := s.alone("completion", shell)
		if code != app.ExitOK || !strings.Contains(out, "kubectl-codegen") {
			t.Errorf("%s: %d %s", shell, code, errs)
		}
	}
}

// alone runs a command line without a cluster.
func (s *stage) alone(args ...string) (out, errs string, code int) {
	s.Helper()
	var stdout, stderr syncBuffer
	code = app.Main(s.Context(), args, app.Environment{Out: &stdout, Err: &stderr, Env: os.Getenv})
	return stdout.String(), stderr.String(), code
}

// installed puts the plugin on the PATH, with the program that kubectl calls for completion. The plugin is this test binary,
// which a variable turns into the plugin.
func (s *stage) installed() {
	s.Helper()
	self, err := os.Executable()
	must(s.T, err)
	bin := s.TempDir()
	must(s.T, os.Symlink(self, filepath.Join(bin, "kubectl-codegen")))
	completer, err := filepath.Abs("../../../hack/krew/kubectl_complete-codegen")
	must(s.T, err)
	must(s.T, os.Symlink(completer, filepath.Join(bin, "kubectl_complete-codegen")))
	s.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	s.Setenv(program, "1")
}
