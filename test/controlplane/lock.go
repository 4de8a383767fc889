// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"context"
	"fmt"
	"time"

	"github.com/gofrs/flock"
)

// lock waits until no other process holds the file at path. The kernel frees
// the lock of a process that dies, so it can never be left behind.
func (w wanted) lock(ctx context.Context, path string) (unlock func(), err error) {
	file := flock.New(path)
	ok, err := file.TryLock()
	if err == nil && !ok {
		w.say("waiting for another process that is getting the control plane")
		err = w.during("waiting for another process", func() error { return await(ctx, file) })
	}
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return func() { _ = file.Unlock() }, nil
}

func await(ctx context.Context, file *flock.Flock) error {
	_, err := file.TryLockContext(ctx, 200*time.Millisecond)
	return err
}
