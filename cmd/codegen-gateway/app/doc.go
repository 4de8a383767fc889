// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package app wires up the data plane: flags to options, and options to a gateway that serves. It is a package of its own so that the demo
// and the tests run the same gateway as the program.
package app
