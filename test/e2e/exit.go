// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

// Exit statuses.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUnable      = 2
	sandboxArgument = "in-sandbox"
)
