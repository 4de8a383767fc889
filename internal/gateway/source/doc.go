// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package source provides the routing table and the admission policy: it follows one CodeGenBackend, in a cluster or in a file, and keeps a
// [Snapshot] of it. What was known holds while nothing newer can be read.
//
// In a cluster the object is watched by its name, and the Secrets that it names are read by name from time to time: the gateway cannot list
// Secrets, nor see another object. A change of the status is published at once, without waiting for Secrets that are known already.
package source
