// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestBuildOnce(t *testing.T) {
	fake := newFakeGo(t, compiles, "exit 1")
	m, progress := newMaker(t, fake.command(), noIndex(t), buildable...)
	for range 2 {
		dir, err := m.find(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if missing := m.missing(dir); missing != nil {
			t.Errorf("%s lacks %v", dir, missing)
		}
	}
	if calls := fake.calls(t); !slices.Equal(calls, []string{"build"}) {
		t.Errorf("go was called for %v, want one build", calls)
	}
	want := "building kube-apiserver v1.37.2, etcd, kubectl and kube-controller-manager from their Go modules: about 10 minutes, once\nbuilt in 0s\n"
	if progress.String() != want {
		t.Errorf("said %q, want %q", progress, want)
	}
}

func TestBuildOnceAtATime(t *testing.T) {
	fake := newFakeGo(t, compiles, "exit 1")
	m, _ := newMaker(t, fake.command(), noIndex(t), "kube-controller-manager")
	m.progress = io.Discard
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if dir, err := m.find(t.Context()); err != nil || !m.in(dir) {
				t.Errorf("found %q, %v", dir, err)
			}
		})
	}
	all.Wait()
	if calls := fake.calls(t); len(calls) != 1 {
		t.Errorf("go was called %d times, want once", len(calls))
	}
}

func TestBuildRepairsABrokenCache(t *testing.T) {
	fake := newFakeGo(t, compiles, "exit 1")
	m, _ := newMaker(t, fake.command(), noIndex(t), "kube-controller-manager")
	put(t, filepath.Join(m.cache, m.recipe.key, "etcd"), "")
	put(t, filepath.Join(m.cache, building+"killed", "controlplane"), "")
	if dir, err := m.find(t.Context()); err != nil || !m.in(dir) {
		t.Errorf("found %q, %v", dir, err)
	}
	if left, _ := filepath.Glob(filepath.Join(m.cache, building+"*")); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

func TestBuildFails(t *testing.T) {
	fake := newFakeGo(t, breaks, "exit 1")
	for name, tt := range map[string]struct{ goCommand, program, want string }{
		"as the compiler does":   {goCommand: fake.command(), program: "etcd", want: "no space left on device"},
		"and says what it needs": {goCommand: fake.command(), program: "etcd", want: needs},
		"without Go":             {goCommand: "/nowhere/go", program: "etcd", want: "install Go"},
		"for an unknown program": {goCommand: fake.command(), program: "kube-scheduler", want: "not kube-scheduler"},
	} {
		t.Run(name, func(t *testing.T) {
			m, _ := newMaker(t, tt.goCommand, noIndex(t), tt.program)
			dir, err := m.find(t.Context())
			if dir != "" || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %q, %v, want an error with %q", dir, err, tt.want)
			}
			if left, _ := filepath.Glob(filepath.Join(m.cache, building+"*")); left != nil {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestBuildableIsWhatTheBinaryRuns(t *testing.T) {
	main, err := os.ReadFile("../../hack/controlplane/main.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, program := range buildable {
		if !strings.Contains(string(main), `"`+program+`":`) {
			t.Errorf("hack/controlplane does not run %s", program)
		}
	}
}
