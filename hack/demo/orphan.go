// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// untilOrphaned ends the context when the process that started us ends. `go run` passes no SIGTERM on, and so would leave
// us, and a whole control plane, behind.
func untilOrphaned(ctx context.Context) context.Context {
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

// childrenLeft are the ids of our children. Only Linux tells; elsewhere there are none.
func childrenLeft() []string {
	var left []string
	lists, _ := filepath.Glob("/proc/self/task/*/children") // the pattern is well formed
	for _, list := range lists {
		if data, err := os.ReadFile(list); err == nil {
			left = append(left, strings.Fields(string(data))...)
		}
	}
	return left
}
