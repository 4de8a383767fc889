// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package load is a client that streams answers, one after the other and without a pause, and records the outcomes: the
// program in test/e2e/loadgen runs it in a Pod, and prints one Record per line.
package load
