// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package visit is a client that streams answers, one after the other and without a pause, and takes down what it met: the
// program in test/e2e/visitor runs it in a Pod, and prints one Record in a line.
package visit
