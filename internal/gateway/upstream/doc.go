// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package upstream sends requests to one engine over HTTP/1.1, and reads the head of each answer and then its body as it comes.
//
// One goroutine does it all, and a read that runs into its deadline can be repeated: a stream that holds text for a client must stop
// waiting for more when the hold is over, and go on waiting afterwards. Connections are kept, and reused once an answer was read to its
// end. Redirects are not followed, nothing is decompressed, and the guard of [engine.Network] checks every address before it is dialled.
//
// # Rejected
//
// An http.Transport. A read that times out makes its answer unusable, so that a wait that may end needs a second goroutine beside the two
// that the transport has for each connection: wake-ups and memory that are the very cost of a gateway. net/http still reads the head of
// an answer, because it knows all the ways to write one.
package upstream
