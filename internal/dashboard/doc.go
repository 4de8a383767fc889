// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package dashboard serves a page on loopback that shows CodeGenBackends as they are now: one watch of the API server feeds all the pages that
// are open, by Server-Sent Events. It writes nothing to the cluster.
//
// A reader that is slow costs nothing: what it has to be told is kept as the names of the backends that changed, and each is told as it is by
// then. Rejected: a queue of events for each reader, which has to be bounded, and then what overflows is lost or the reader is.
//
// The list is pushed whole, a line for each backend; what the page shows of one backend is fetched when its line changes. Rejected: to push
// everything of every backend, which is some 60 MB for the 10,000 that one operator looks after.
//
// Advice is read from docs/reference/conditions.md, so that the page and the docs cannot differ.
package dashboard
