// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestBuildEndsWithItsContext(t *testing.T) {
	begun := filepath.Join(t.TempDir(), "begun")
	if err := syscall.Mkfifo(begun, 0o600); err != nil {
		t.Fatal(err)
	}
	fake := newFakeGo(t, "echo >"+begun+"; exec tail -f /dev/null", "exit 1")
	m, _ := newMaker(t, fake.command(), noIndex(t), "kube-controller-manager")

	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		// This waits until the build writes.
		if _, err := os.ReadFile(begun); err != nil {
			t.Error(err)
		}
		cancel()
	}()
	if dir, err := m.find(ctx); dir != "" || !errors.Is(err, context.Canceled) {
		t.Errorf("got %q, %v", dir, err)
	}
	if left, _ := filepath.Glob(filepath.Join(m.cache, building+"*")); left != nil {
		t.Errorf("left behind: %v", left)
	}
}
