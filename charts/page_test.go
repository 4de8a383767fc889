// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/test/controlplane"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

var (
	fenced  = regexp.MustCompile("(?s)```sh\n(.*?)```")
	console = regexp.MustCompile("(?s)```console\n\\$ (.*?) # exits with 1\n(.*?)```")
)

// TestHelmPage runs the commands of docs/getting-started/helm.md as a reader does, from top to bottom, while the
// operator of the release runs.
func TestHelmPage(t *testing.T) {
	empty(t)
	kubectl(
		t,
		"delete",
		"namespace",
		"team",
		"codegen-operator-system",
		"--ignore-not-found",
		"--timeout="+timing.Deadline.String(),
	) // the page creates them
	s, page := newShell(t), read(t, "../docs/getting-started/helm.md")
	blocks := fenced.FindAllStringSubmatch(page, -1)
	o := s.installAndTest(t, blocks[0][1])
	s.mistake(t, page)
	for _, m := range blocks[1:] {
		if strings.Contains(m[1], "helm uninstall codegen-operator --namespace codegen-operator-system") {
			o.stop(t)
		}
		s.run(t, m[1])
	}
}

// installAndTest runs the commands up to helm test.
func (s shell) installAndTest(t *testing.T, commands string) *operator {
	t.Helper()
	install, test, found := strings.Cut(commands, "helm test ")
	if !found {
		t.Fatal("the first block of the page does not run helm test")
	}
	s.run(t, install)
	r := release{"codegen-operator", "codegen-operator-system"}
	o := r.operate(t)
	tested := beside(t, func() (string, error) { return s.try(t, "helm test "+test) })
	r.runTestPod(t, o, timing.Deadline)
	if out, err := tested(); err != nil {
		t.Errorf("helm test: %v\n%s", err, out)
	}
	return o
}

// mistake runs the command that the page shows to fail.
func (s shell) mistake(t *testing.T, page string) {
	t.Helper()
	shown := console.FindStringSubmatch(page)
	if shown == nil {
		t.Fatal("the page shows no mistake")
	}
	if out, err := s.try(t, shown[1]); err == nil || !strings.Contains(out, shown[2]) {
		t.Errorf("%s\nsays\n%s\nand not\n%s", shown[1], out, shown[2])
	}
}

// shell runs commands in a folder with the repository's charts and config, with the real Helm and kubectl.
type shell struct {
	desk string
	env  []string
}

func newShell(t *testing.T) shell {
	t.Helper()
	desk, programs := t.TempDir(), t.TempDir()
	helm, err := helmProgram()
	if err != nil {
		t.Fatal(err)
	}
	kubectl, err := controlplane.Find(t.Context(), io.Discard, "kubectl")
	if err != nil {
		t.Fatal(err)
	}
	top, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{
		filepath.Join(programs, "helm"): helm, filepath.Join(programs, "kubectl"): filepath.Join(kubectl, "kubectl"),
		filepath.Join(desk, "charts"): filepath.Join(top, "charts"), filepath.Join(desk, "config"): filepath.Join(top, "config"),
	} {
		if err := os.Symlink(to, link); err != nil {
			t.Fatal(err)
		}
	}
	return shell{desk, append(place(t), "KUBECTL_KUBERC=false", "PATH="+programs+":"+os.Getenv("PATH"))}
}

// try returns the output of commands.
func (s shell) try(t *testing.T, commands string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", commands)
	cmd.Dir, cmd.Env = s.desk, s.env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// run must succeed.
func (s shell) run(t *testing.T, commands string) {
	t.Helper()
	if out, err := s.try(t, commands); err != nil {
		t.Errorf("%v\n%s\n%s", err, commands, out)
	}
}
