// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package page shows a CodeGenBackend as text for people: the table of its requirements, its status on one page, the ledger of its flips. It
// is pure: it is given the object and the time, and returns text.
package page
