// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package metrics exports every CodeGenBackend to Prometheus: what its status says, what its checks measured, and how
// long each engine was active.
package metrics
