// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package dashboard serves a page on loopback that shows the current state of CodeGenBackends: one watch of the API server
// feeds all open pages by Server-Sent Events. It writes nothing to the cluster.
//
// A slow subscriber costs nothing: only the names of changed backends are kept for it, and it gets the state that each has
// when it reads. Rejected: a queue of events for each subscriber, which has to be bounded, and loses events when it is full.
//
// A line for each backend is pushed to the page; the details of one backend are fetched when its line changes. Rejected: to
// push the details of every backend, some 60 MB for 10,000 backends.
//
// Advice comes from the documentation of conditions, so that the page and the docs cannot differ.
package dashboard
