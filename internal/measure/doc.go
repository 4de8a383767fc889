// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package measure turns the arrival times and texts of one finished (or broken) stream into numbers, and numbers and
// targets into results. It is pure: no clock, no I/O, no state; the same input gives the same output.
//
// A chunk is one event that carries text, however many tokens are in it. It is what a user sees arrive, so the targets bound
// chunks. Role-only, empty, usage and end events are not chunks: an engine cannot pad its count with them. Tokens are reported
// by the engine or absent; they are never estimated from chunks.
//
// The fields of [Numbers] define each number, and name its equivalent in other benchmarking tools.
//
// Values are kept in nanoseconds and compared exactly, as fractions of integers. Only printed values are rounded, and never
// so that a value outside a bound reads as if it were on it: see [Result].
//
// Beyond results there is advice, where the numbers support it: see [Hint].
package measure
