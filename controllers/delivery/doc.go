// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package delivery posts to webhooks, each backend's apart from all others, until they are taken.
//
// One goroutine works for each backend that has something to deliver, so that a webhook that is slow or down holds up neither a reconcile nor
// another backend. Only the latest of a backend's parcels is delivered. An attempt that is under way when a newer parcel comes is waited for
// and not cut off: a request that is cut off may still be carried out, and then perhaps after the newer one.
//
// Rejected:
//   - To post from Reconcile: a webhook that is slow would hold up the flips of other backends.
//   - A queue of all flips: a switch that was down would be moved through history, one flip after the other, before it gets to where the traffic is.
//   - To stop at a 4xx: what is wrong, a path or a key, may be mended at either end, and until it is the switch stands wrong.
package delivery
