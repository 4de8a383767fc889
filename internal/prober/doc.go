// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package prober probes engines: it decides when to probe, pulse and run canaries, records their results, and reports what it
// observes.
//
// A [Manager] runs one worker for each engine of each backend. A worker is one light goroutine, woken by a timer with jitter,
// that owns everything it remembers of its engine. Each check runs in a goroutine of its own, so that a slow check never
// delays another: a hung pulse does not stop the probes, and a slow engine does not delay the checks of a different one.
//
// A probe asks for an engine's health and models. A pulse asks for one token. A canary is a full synthetic request, measured
// chunk by chunk; it is not a canary release. Each kind of check keeps its own streak, because frequent passing probes would
// otherwise erase rare failing canaries. Cheap checks gate expensive ones: an engine that fails its probe gets no pulse, and one
// that fails its pulse gets no canary.
//
// Whether an engine continues the beginning of an answer is asked once, and again when it may be another one. Rejected: to follow from
// the protocol, because servers that accept the request and ignore it look like those that continue; and to ask from time to time,
// because what an engine does with it changes only with its software.
//
// The token counter of an engine reports whether it is hung or busy. A server without a counter that queues our request behind
// those of its users, for as long as a failed pulse takes to be confirmed, looks hung, because nothing comes from it. Give such a
// server a pulse timeout that is longer than its users' answers.
//
// Rejected: one scheduler with a heap of due times for all engines. It saves goroutines, which are cheap, and couples
// engines that must not disturb each other.
package prober
