// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package protocol holds the wire formats: what engines are asked and what they answer, and what clients ask and are answered. It turns
// bytes into bytes, reads no clock and does no I/O. The checks (package engine) and the gateway both use it, so that an answer means
// the same to both.
//
// There is one [Format] for each protocol of engines, in a file of its own. A [Generation] is what a check asks, and a [Request] what a
// client asks, as far as it must be understood; [Request.For] makes of it what an engine of some protocol is asked. Where both
// sides speak the same protocol the body goes through byte by byte, so that fields that nobody here knows of arrive. Where they do
// not it is translated, and what has no counterpart is a [Problem] that names it.
//
// An engine's answer is cut into events by package sse and understood by a [Parser]. What a client gets is written by an [Encoder]. Texts
// of several events become one by splicing: the characters of a JSON string can be put one behind another as they are, without
// being decoded, into the [Frame] of the event around them. So an event of the same protocol keeps all that is in it, known or not,
// and the text keeps its escapes to the byte.
//
// # What a chunk is
//
// An event with text, reasoning or arguments of tool calls is a chunk ([Event.Chunk]). The three are kept apart.
//
// # What may be joined
//
// Plain text with plain text, and a part ([Event.Part]: reasoning, or the arguments of one tool call) with parts of the same. An
// event that carries anything else that differs from event to event (log probabilities, several choices, the beginning of a call) is
// [Event.Alone] and goes through as it is, in its turn.
//
// # Rejected
//
// Decoding and encoding each event costs several times what splicing does, and loses unknown fields and the engine's own way to
// escape. Cutting by fixed offsets, as all events of a stream look alike, breaks with the first that does not; the frame of
// the last event is only tried first, and held against the whole event.
package protocol
