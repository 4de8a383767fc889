// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package story holds what the programs share that tell a story: the demo and the end-to-end tier.
package story

import (
	"context"
	"os"
	"time"
)

// UntilOrphaned ends the context when the process that started us ends. `go run` passes no SIGTERM on, and so would leave
// us, and a whole control plane, behind.
func UntilOrphaned(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	parent := os.Getppid()
	go func() {
		defer cancel()
		ticks := time.NewTicker(500 * time.Millisecond)
		defer ticks.Stop()
		for os.Getppid() == parent && ctx.Err() == nil {
			select {
			case <-ctx.Done():
			case <-ticks.C:
			}
		}
	}()
	return ctx
}
