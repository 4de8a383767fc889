// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
)

func TestLockReportsThatItWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := wanted{progress: calling(func() { t.Error("waited for nobody") })}.lock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	// The waiting process says so first, and only then is the lock released.
	again, err := wanted{progress: calling(unlock)}.lock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	again()
}

func TestLockEndsWithItsContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := wanted{}.lock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := (wanted{progress: calling(cancel)}).lock(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}
