// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package sense watches engines: it knows when to probe, pulse and run canaries, learns from what they come to, and tells
// whoever asks what it sees.
//
// One light goroutine watches one engine, woken by a timer with jitter, and owns everything that is remembered of it.
// Each check runs in a goroutine of its own, so that a slow one never delays another: a hung pulse does not stop the
// probes, and a slow engine does not stop the watch of a different one.
//
// The kinds of checks keep streaks of their own, or frequent passing probes would erase rare failing canaries. They are
// gated from cheap to dear: an engine that fails its probe is not pulsed, and one that fails its pulse gets no canary.
//
// Whether an engine is hung or busy is told by its token counter. A server without one that keeps us in line behind its
// users, for as long as a failed pulse takes to be confirmed, looks hung, for nothing at all comes from it: give it a pulse timeout
// that is longer than its users' answers.
//
// Rejected: one scheduler with a heap of due times for all engines. It saves goroutines, which are cheap, and couples
// engines that must not disturb each other.
package prober
