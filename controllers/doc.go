// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package controllers is the control loop: it fetches a CodeGenBackend, configures the prober, observes its engines,
// decides which one should be active, points the routes to it, and reports.
//
// Nothing in Reconcile talks to an engine: the prober works in the background, and wakes the reconciler when
// something matters. The status is patched once, at the end, with an optimistic lock; events are emitted only after
// that patch succeeded.
//
// What must outlive a restart is read from the status: the active engine, since when it is active, the flip history,
// the cooldown. The reconciler itself keeps nothing but what the cache must show before it is trusted.
package controllers
