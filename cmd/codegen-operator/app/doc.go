// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package app is the wiring of the control plane: flags to options, options to a manager that runs. It is a package of its
// own so that the demo and the tests run the same operator as the program does.
package app
