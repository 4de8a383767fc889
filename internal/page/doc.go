// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package page renders a CodeGenBackend as text: the table of its requirements, its status on one page, its flip history. It is
// pure: it takes the object and the time, and returns text.
package page
