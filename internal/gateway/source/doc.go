// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package source knows where requests go and who is let in: it follows one CodeGenBackend, in a cluster or in a file, and keeps a
// [Picture] of it. What was known stands while nothing newer can be had.
//
// In a cluster the object is watched, by its name and nothing beside it, and the Secrets that it names are read by name, now
// and then: nothing of this can list Secrets, or see another object. A change of the status is shown as soon as it is seen,
// without waiting for Secrets that are known already.
package source
