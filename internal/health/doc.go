// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package health turns the outcomes of checks into the health of an engine. It is pure: it reads no clock and does no I/O.
//
// A check of an engine ends with an [Outcome]. A [Streak] counts equal outcomes in a row, and [Thresholds] turn its count into
// a [Health]. Each kind of check keeps its own streak, because frequent passing probes would otherwise erase rare failing
// canaries; [Combine] makes one [EngineObservation] of them. An Inconclusive outcome changes nothing: saturation is not sickness.
package health
