// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package decide says which engine should carry the traffic. It is pure: [Next] is given the time, the policy, what is
// remembered and what is seen, and returns a [Decision] with its reason; it reads no clock and does no I/O. The same input
// gives the same decision, so that a story of outcomes can be replayed in a test and read in its golden file.
//
// # From outcomes to health
//
// A check of an engine comes to an [Outcome]. A [Streak] counts equal outcomes in a row, and thresholds turn its count into
// a [Health]. Each kind of check keeps its own streak, because frequent passing probes would otherwise erase rare failing
// canaries; [Combine] makes one [EngineSighting] of them. An Inconclusive outcome changes nothing: saturation is not sickness.
//
// # From health to a decision
//
// The rules are an ordered list, and the first that holds wins:
//
//  1. Paused: nothing changes.
//  2. A pin that has not run out: that engine, healthy or not.
//  3. Nothing placed yet: vllm once Healthy; legacy once vllm is Unhealthy and legacy is not; else wait.
//  4. The active engine is Unhealthy and the other Healthy: flip now, whatever the dwell.
//  5. The active engine is Unhealthy and the other is not Healthy: hold. Never flip onto an engine that is not proven.
//  6. legacy is active and vllm Healthy: flip back once the dwell is over.
//  7. Otherwise stay.
//
// Observe decides by the same rules, and then keeps everything as it is and tells what would have been.
//
// # Dwell
//
// The dwell is the least time that failback waits after a flip. It begins at the policy's least, doubles with every flip that
// comes less than a window (the policy's most) after the one before, and is halved by every full window of calm. Every flip
// counts, those of a pin too. Placement is not a flip and starts no dwell.
//
// Messages name moments ("until 12:00:30Z") and never remainders, so that an unchanged decision has an unchanged message and
// causes no write.
package decide
