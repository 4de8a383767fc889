// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package app builds the operator: it parses options from flags and runs a manager with them. It is apart from the command
// so that the demo and the tests run the same operator.
package app
