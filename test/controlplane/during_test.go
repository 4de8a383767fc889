// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"bytes"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestDuringReportsElapsedTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failed := errors.New("failed")
		var progress bytes.Buffer
		err := wanted{progress: &progress}.during("building", func() error {
			<-time.After(100 * time.Second)
			return failed
		})
		if !errors.Is(err, failed) {
			t.Errorf("got %v, want what the work came to", err)
		}
		want := "building: 15s so far\nbuilding: 30s so far\nbuilding: 45s so far\nbuilding: 1m0s so far\nbuilding: 1m15s so far\nbuilding: 1m30s so far\n"
		if progress.String() != want {
			t.Errorf("said %q, want %q", progress.String(), want)
		}
	})
}
