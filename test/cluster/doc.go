// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package cluster starts a real API server with etcd on loopback, with the CRD installed, for the demo and for tests. There
// are no nodes: objects are stored, validated and watched, and nothing runs. The garbage collector, and Deployments that roll
// out, can be asked for.
package cluster
