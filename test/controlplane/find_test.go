// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFindTakesTheEnvironmentFirst(t *testing.T) {
	dir := holding(t, downloadable...)
	t.Setenv(assetsVariable, dir)
	t.Chdir(t.TempDir()) // no checkout is needed for it
	if got, err := Find(t.Context(), nil); err != nil || got != dir {
		t.Errorf("found %q, %v, want %q", got, err, dir)
	}
}

func TestFindBuildsIntoTheUsersCache(t *testing.T) {
	fake := newFakeGo(t, compiles, "exit 1")
	cache := t.TempDir()
	t.Setenv(assetsVariable, holding(t, "etcd"))
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("PATH", fake.dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Chdir(filepath.Join(checkout(t), "hack", "tools"))

	var progress bytes.Buffer
	dir, err := Find(t.Context(), &progress, "etcd", "kube-controller-manager")
	if err != nil {
		t.Fatal(err)
	}
	if want, err := os.UserCacheDir(); err != nil || !strings.HasPrefix(dir, want) {
		t.Errorf("found %s, want it below %s", dir, want)
	}
	if said := progress.String(); !strings.Contains(said, "lacks kube-controller-manager") || !strings.Contains(said, "building") {
		t.Errorf("said %q", said)
	}
}

func TestFindErrorsNameTheFix(t *testing.T) {
	t.Setenv(assetsVariable, "")
	t.Chdir(t.TempDir())
	_, err := Find(t.Context(), nil)
	if err == nil {
		t.Fatal("found a control plane in an empty folder")
	}
	for _, want := range []string{"kube-apiserver, etcd, kubectl", rootModule, assetsVariable} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not name %s", err, want)
		}
	}
}
