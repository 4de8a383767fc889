// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package programs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestArgs(t *testing.T) {
	several := build{packages: []string{"a", "b"}, tags: "seccomp"}.args("dir", "")
	if want := []string{"-tags=seccomp", "-ldflags=-s -w", "-o", "dir/", "a", "b"}; !slices.Equal(several[len(several)-6:], want) {
		t.Errorf("got %q, want it to end with %q", several, want)
	}
	one := strings.Join(build{packages: []string{"."}, output: "kube"}.args("dir", "v1.2.3"), " ")
	for _, want := range []string{"version.gitVersion=v1.2.3", "-o dir/kube ."} {
		if !strings.Contains(one, want) {
			t.Errorf("%q lacks %q", one, want)
		}
	}
}

// TestFolders finds folders and packages that are not there before ten minutes of building do.
func TestFolders(t *testing.T) {
	for _, b := range all {
		folder := filepath.Join("../../..", b.folder)
		mod, err := os.ReadFile(filepath.Join(folder, "go.mod"))
		if err != nil {
			t.Error(err)
			continue
		}
		for _, p := range b.packages {
			if strings.HasPrefix(p, ".") {
				if _, err := os.Stat(filepath.Join(folder, p)); err != nil {
					t.Error(err)
				}
			} else if !strings.Contains(string(mod), "\t"+p+"\n") {
				t.Errorf("%s/go.mod does not name the tool %s", b.folder, p)
			}
		}
		if b.tool != "" && !strings.Contains(string(mod), "/"+b.tool+"\n") {
			t.Errorf("%s/go.mod does not name the tool %s", b.folder, b.tool)
		}
	}
}

func TestLinkTakesThePlaceOfWhatWasThere(t *testing.T) {
	name := filepath.Join(t.TempDir(), "helm")
	for _, program := range []string{"first", "second"} {
		if err := link(program, name); err != nil {
			t.Fatal(err)
		}
		if got, err := os.Readlink(name); got != program || err != nil {
			t.Errorf("it leads to %q, %v", got, err)
		}
	}
}
