// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"sync"
)

// table shows what kubectl says of the backends whenever that changed in what matters: ages and numbers do not.
type table struct {
	tell    *narrator
	kubectl func(ctx context.Context, args ...string) (string, error)

	mu    sync.Mutex // held while kubectl runs; guards shown
	shown string
}

// look asks kubectl, and shows the table if it is news.
func (t *table) look(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	out, err := t.kubectl(ctx, "get", "codegenbackends")
	if err != nil {
		return err
	}
	if now := cellsOf(out, "ACTIVE", "READY", "OUTPUT"); now != t.shown {
		t.shown = now
		t.tell.quote("$ kubectl get codegenbackends", out)
	}
	return nil
}

// follow looks whenever the object changed. What kubectl fails at is told by the looks between the lines of the story.
func (t *table) follow(ctx context.Context, w *witness) {
	for before := ""; ; {
		now, news := w.look()
		if s := now.summary(); s != before && t.look(ctx) == nil {
			before = s
		}
		select {
		case <-ctx.Done():
			return
		case <-news:
		}
	}
}
