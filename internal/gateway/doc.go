// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package gateway is the data plane: it takes requests of clients, sends them to an engine, and shapes the answer into the declared chunks.
//
// One request is an [exchange]. Its [failover] tries the engines in order until one sends a first chunk, and the client gets nothing
// before that. From then on one goroutine forwards the answer from the engine's socket to the client's: an [eventReader] reads events, the
// [stream] handles each of them, a [chunker] joins their text into chunks, and a [clientWriter] writes those. A [transcript] keeps what
// was said. If the engine breaks, another one continues from the transcript, where the protocol allows that; if none can, the client gets
// an error event, and never a silent end. Only what is right over the seam is continued, see [protocol.Request.Continue]: by the [ids] of
// tokens, which is exact, or from the text, where a [seam] watches an engine of which nobody knows whether it continues.
//
// # Delayed reads
//
// The cost of a stream is wake-ups and system calls. Where the next chunk is due only after several tokens, the text may as well wait in
// the engine's socket: the stream sleeps until the tokens must have come by the engine's pace, or until the hold would be over, and reads
// them all at once. An engine that is faster than that never waits, see [pace].
//
// # Slow clients
//
// A client that does not take what is written stops its own stream only: nothing is read from the engine meanwhile, and what waited in the
// socket then comes as one chunk.
package gateway
