// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package delivery posts to webhooks in the background, one worker for each backend, until they accept.
//
// A webhook that is slow or down holds up neither a reconcile nor another backend. Only the latest delivery of a
// backend is attempted. An attempt that is under way when a newer delivery replaces it is not cancelled but awaited:
// a cancelled request may still be carried out, perhaps after the newer one.
//
// Rejected:
//   - To post from Reconcile: a slow webhook would hold up the flips of other backends.
//   - A queue of all flips: a switch that was down would replay the history of flips before it follows the traffic.
//   - To stop at a 4xx: a wrong path or key can be fixed at either end, and until then the switch is wrong.
package delivery
