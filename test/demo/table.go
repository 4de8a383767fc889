// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"sync"
)

// table shows the output of kubectl get whenever more than ages and numbers changed.
type table struct {
	out     *narrator
	kubectl func(ctx context.Context, args ...string) (string, error)

	mu    sync.Mutex // held while kubectl runs; guards shown
	shown string
}

// look asks kubectl, and shows the table if it is changed.
func (t *table) refresh(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	out, err := t.kubectl(ctx, "get", "codegenbackends")
	if err != nil {
		return err
	}
	if now := cellsOf(out, "ACTIVE", "READY", "OUTPUT"); now != t.shown {
		t.shown = now
		t.out.quote("$ kubectl get codegenbackends", out)
	}
	return nil
}

// follow shows the table whenever the object changes. Errors of kubectl are reported by the refreshes between steps.
func (t *table) follow(ctx context.Context, w *observer) {
	for before := ""; ; {
		now, changed := w.current()
		if s := now.summary(); s != before && t.refresh(ctx) == nil {
			before = s
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
	}
}
