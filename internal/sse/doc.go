// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package sse cuts bytes into Server-Sent Events (WHATWG) and writes events as bytes. It knows nothing of what is in them, reads no
// clock and does no I/O.
//
// A [Framer] gives an event as soon as the byte that completes it is there, and its caller does the reading. An event's time is
// therefore that of the read that completed it, whatever was buffered behind it. A framer looks at each byte once, copies none of a
// usual stream, and is bounded in bytes by [MaxEvent] for each event. Comments do not count against that bound, so that an engine may
// keep its connection awake for as long as it likes.
//
// # Rejected
//
// A pull parser over an io.Reader, such as go-sse: it scans an unfinished event from its first byte with each read, so that an event in
// many small pieces costs quadratic time, it counts comments and blank lines against the size of the next event, and it reads ahead,
// so that nobody can tell when an event came. The tests hold this package against it.
package sse
