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
	read := make(chan error, 1)
	go func() {
		_, err := os.ReadFile(begun) // waits until the build writes
		read <- err
		cancel()
	}()
	if dir, err := m.find(ctx); dir != "" || !errors.Is(err, context.Canceled) {
		t.Fatalf("got %q, %v", dir, err)
	}
	if err := <-read; err != nil {
		t.Error(err)
	}
	if left, _ := filepath.Glob(filepath.Join(m.cache, building+"*")); left != nil {
		t.Errorf("left behind: %v", left)
	}
}
