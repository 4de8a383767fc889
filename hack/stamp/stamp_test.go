// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package stamp

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repository is one whose commits are all of one time.
func repository(t *testing.T) (folder string, git func(args ...string) string) {
	t.Helper()
	folder = t.TempDir()
	git = func(args ...string) string {
		cmd := exec.CommandContext(
			t.Context(),
			"git",
			append([]string{"-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.com"}, args...)...)
		cmd.Env = append(
			os.Environ(),
			"GIT_COMMITTER_DATE=2026-11-24T13:00:00+02:00",
			"GIT_CONFIG_GLOBAL=/dev/null",
			"GIT_CONFIG_SYSTEM=/dev/null",
		)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	git("init", "--quiet")
	git("commit", "--allow-empty", "--quiet", "-m", "one")
	return folder, git
}

func stampOf(t *testing.T, folder string) Stamp {
	t.Helper()
	s, err := Of(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The version is the tag of the commit, or says which one it comes after, and that files were changed.
func TestVersions(t *testing.T) {
	t.Parallel()
	folder, git := repository(t)
	if got, want := stampOf(t, folder).Version, "v0.0.0-20261124110000-"+git("rev-parse", "HEAD")[:12]; got != want {
		t.Errorf("without a tag it is %s, want %s", got, want)
	}
	git("tag", "v1.2.0")
	if got := stampOf(t, folder).Version; got != "v1.2.0" {
		t.Errorf("with a tag it is %s", got)
	}
	git("commit", "--allow-empty", "--quiet", "-m", "two")
	if got, want := stampOf(t, folder).Version, "v1.2.1-0.20261124110000-"+git("rev-parse", "HEAD")[:12]; got != want {
		t.Errorf("after a tag it is %s, want %s", got, want)
	}
	git("tag", "v1.3.0-rc.1")
	if err := os.WriteFile(filepath.Join(folder, "new"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := stampOf(t, folder).Version; got != "v1.3.0-rc.1+dirty" {
		t.Errorf("with a change it is %s", got)
	}
}

func TestLinker(t *testing.T) {
	t.Parallel()
	folder, git := repository(t)
	git("tag", "v1.2.0")
	want := "-X " + vars + "version=v1.2.0 -X " + vars + "revision=" + git("rev-parse", "HEAD") + " -X " + vars + "date=2026-11-24T11:00:00Z"
	if got := stampOf(t, folder).Linker(); got != want {
		t.Errorf("it is\n%s, want\n%s", got, want)
	}
}

// Sources without history are built as well, and say what they know.
func TestNoHistory(t *testing.T) {
	t.Setenv("GIT_CEILING_DIRECTORIES", os.TempDir())
	if s := stampOf(t, t.TempDir()); s != (Stamp{}) || s.Linker() != "" {
		t.Errorf("it is %+v, %q", s, s.Linker())
	}
}
