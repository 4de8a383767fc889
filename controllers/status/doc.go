// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package status computes the status of a CodeGenBackend, with its conditions, from what a reconcile observed,
// decided and did; and reports whether a status is worth writing. It is pure: it reads nothing but its arguments.
package status
