// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package liveness tells from what all streams of one engine show together whether the engine hangs. It reads no clock and talks to nobody:
// the caller passes the time in, and sends the probe.
//
// One stream that is silent proves nothing: a tool parser may keep a whole call back. But an engine generates a token for each of its
// streams in every step, so that all of them are silent at once only where the steps stop. Two things stop them without a fault:
//
//   - A long prompt. Engines that do not process prompts in parts generate nothing else meanwhile. The caller notes each prompt that it
//     sends, see [Engine.Sent], and the silence that the prompt explains does not count.
//   - A pause: the collection of garbage, a CPU that is taken away, a prompt that somebody else sent. Such pauses are part of the engine's
//     pace. A silence counts only where it is several times as long as the engine's own gaps, and longer than each pause that is remembered.
//
// What remains is a suspicion. The engine hangs if a request for a single token, sent then, gets nothing either.
//
// # Rejected
//
// A model of how likely each gap is. Gaps of one engine come together, for a step serves all streams, so that ten silent streams are no
// more evidence than the one step that is late. What ten streams do prove is that the engine as a whole is silent, and not the text of one
// answer.
package liveness
