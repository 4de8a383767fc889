// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package gateway is the data plane: it takes requests of clients, asks an engine, and shapes the answer into the declared chunks.
//
// One request is an [exchange]. It tries the engines in turn until one sends a first chunk, and nothing reaches the client before that.
// Then it tells the answer, one goroutine from the engine's socket to the client's. If the engine breaks in the middle, another one
// goes on from the text that there is, where the protocol can say so; if none can, the client gets an error event, and never a silent end.
//
// # Reading late
//
// What a stream costs is wake-ups and system calls. Where the next chunk is due only after several tokens, the text may as well
// wait in the engine's socket: the stream sleeps until the tokens must have come by the engine's pace, or until the hold would be
// over, and reads them all at once. An engine that is faster than that is never waited for, see [pace].
//
// # Whom a client is slow for
//
// A client that does not take what is written stops its own stream only: nothing is read from the engine meanwhile, and what waited
// in its socket comes as one chunk then.
package gateway
