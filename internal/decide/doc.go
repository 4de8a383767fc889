// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package decide decides which engine gets the traffic. It is pure: [Next] takes the time, the policy, the memory and the
// observed health of both engines, and returns a [Decision] with its reason; it reads no clock and does no I/O. The same input
// gives the same decision, so a test can replay a story of outcomes and compare it with its golden file.
//
// # Rules
//
// The rules are an ordered list, and the first that applies wins:
//
//  1. Paused: nothing changes.
//  2. A pin that has not run out: that engine, healthy or not.
//  3. No engine selected yet: vllm once Healthy; legacy once vllm is Unhealthy and legacy is not; else wait.
//  4. The active engine is Unhealthy and the other Healthy: flip now, whatever the cooldown.
//  5. legacy is active, vllm has a share, and is Unhealthy or fails a canary: take the share away.
//  6. The active engine is Unhealthy and the other is not Healthy: hold. Never flip to an engine that is not proven.
//  7. legacy is active and vllm Healthy: flip back once the cooldown is over, in steps where they are declared.
//  8. Otherwise stay.
//
// Observe decides by the same rules, keeps everything as it is, and reports what Auto would do.
//
// # Cooldown
//
// The cooldown is the least time that failback waits after a flip. It starts at the policy's least, doubles with every flip that
// comes less than a window (the policy's most) after the one before, and halves with every full window of calm. Every flip
// counts, those of a pin too, and so does an aborted failback. The first selection is not a flip and starts no cooldown.
//
// # Gradual failback
//
// While traffic comes back in steps, legacy stays the active engine and vllm has a share ([Memory.Share]). The share grows only
// while vllm is Healthy and no canary that counts has failed in its latest run ([health.EngineObservation]). It goes at the first
// failure, before thresholds make vllm Unhealthy. Rejected: to take the share away while vllm is Unknown. A restart of the operator
// would then undo every failback, and missing evidence is no reason to move traffic.
//
// Messages name moments ("12:00:30Z") and never remaining times, so that an unchanged decision has an unchanged message and
// causes no write.
package decide
