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
// canaries; [Combine] makes one [EngineObservation] of them. An Inconclusive outcome changes nothing: saturation is not sickness.
//
// # From health to a decision
//
// The rules are an ordered list, and the first that holds wins:
//
//  1. Paused: nothing changes.
//  2. A pin that has not run out: that engine, healthy or not.
//  3. Nothing placed yet: vllm once Healthy; legacy once vllm is Unhealthy and legacy is not; else wait.
//  4. The active engine is Unhealthy and the other Healthy: flip now, whatever the cooldown.
//  5. legacy is active, vllm has a share, and is Unhealthy or in doubt: take the share away.
//  6. The active engine is Unhealthy and the other is not Healthy: hold. Never flip onto an engine that is not proven.
//  7. legacy is active and vllm Healthy: flip back once the cooldown is over, in steps where they are declared.
//  8. Otherwise stay.
//
// Observe decides by the same rules, and then keeps everything as it is and tells what would have been.
//
// # Cooldown
//
// The cooldown is the least time that failback waits after a flip. It begins at the policy's least, doubles with every flip that
// comes less than a window (the policy's most) after the one before, and is halved by every full window of calm. Every flip
// counts, those of a pin too, and so does a failback that is given up. Placement is not a flip and starts no cooldown.
//
// # Gradual failback
//
// While traffic comes back in steps, legacy stays the active engine and vllm has a share ([Memory.Share]). It grows only while vllm is
// Healthy and no canary that counts has failed in its latest run ([EngineObservation.Doubt]), and goes at the first doubt, which is sooner
// than thresholds would tell. Rejected: to take the share away while vllm is Unknown. A restart of the operator would then undo every
// failback, and not to know is no reason to move.
//
// Messages name moments ("until 12:00:30Z") and never remainders, so that an unchanged decision has an unchanged message and
// causes no write.
package decide
