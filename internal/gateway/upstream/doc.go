// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package upstream asks one engine over HTTP/1.1: a request out, the head of the answer back, and then its body as it comes.
//
// One goroutine does it all, and a read that runs into its deadline can be done again: whoever holds text for a client must
// stop waiting for more when the hold is over, and wait on afterwards. Connections are kept and used again once an answer was read
// to its end. Redirects are not followed, nothing is unpacked, and every address is held against the guard of
// [engine.Network] before it is dialled.
//
// # Rejected
//
// An http.Transport. A timeout of a read spoils its answer for good, so that a wait that may end needs a second goroutine beside the two
// that the transport has for each connection: wake-ups and memory that are the very cost of a gateway. The head of an answer is
// still read by net/http, which knows all the ways to write one.
package upstream
