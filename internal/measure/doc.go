// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package measure turns the arrival times and texts of one finished (or broken) stream into numbers, and numbers and
// targets into verdicts. It is pure: no clock, no I/O, nothing remembered; the same input gives the same answer.
//
// A chunk is one event that carries text, however many tokens are in it. It is what a user sees arrive, so it is what the
// targets speak of. Role-only, empty, usage and end events are not chunks: an engine cannot pad its count with them.
// Tokens are reported by the engine or absent; they are never guessed from chunks.
//
// The definitions sit beside the fields of [Numbers], with their relation to other benchmarking tools.
//
// Values are kept in nanoseconds and compared exactly, as fractions of integers. Rounding happens only in print, and never
// so that a value outside a bound reads as if it were on it: see [Result].
//
// Beyond verdicts there is advice, where the numbers support one: see [Hint].
package measure
