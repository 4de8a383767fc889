// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// wakeup is the source through which the prober and the deliverer wake the controller. Unlike a channel it can
// neither block nor fill up: the queue holds each backend once.
type wakeup struct {
	mu    sync.Mutex
	queue workqueue.TypedRateLimitingInterface[reconcile.Request] // guarded by mu; nil before the start
}

// Start implements source.Source.
func (w *wakeup) Start(_ context.Context, queue workqueue.TypedRateLimitingInterface[reconcile.Request]) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queue = queue
	return nil
}

func (w *wakeup) wake(key prober.Key) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.queue != nil {
		w.queue.Add(reconcile.Request{NamespacedName: key})
	}
}

// cacheLag is how long the cache may lag behind our own writes.
const cacheLag = 250 * time.Millisecond

// wakeSoon wakes the controller once the cache holds the status that was written a moment ago, with a flip.
func (w *wakeup) wakeSoon(backend types.NamespacedName) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.queue != nil {
		w.queue.AddAfter(reconcile.Request{NamespacedName: backend}, cacheLag)
	}
}
