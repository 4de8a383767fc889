// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package controllers is the loop of the control plane: it fetches a CodeGenBackend, has its engines sensed, decides who
// should carry the traffic, has the routes carry it, and reports.
//
// Nothing in Reconcile talks to an engine: sensing goes on beside it and wakes it when something matters. The status is
// patched once, at the end, with an optimistic lock; events are emitted only after that patch succeeded.
//
// What must outlive a restart is read from the status: the active engine, since when, the ledger of flips, the cooldown. The
// reconciler itself remembers nothing.
package controllers
