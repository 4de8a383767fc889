// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command demo shows a failover in a real control plane on this machine: kube-apiserver and etcd, the operator at its default
// periods, and two simulated engines as processes, one of which is killed, brought back, and made to hang. It tells what
// happens, with clients that stream through the gateway meanwhile, measures how long it took, and fails unless the story went as told.
//
// The engines listen on loopback, which the API server does not take into an EndpointSlice, so they are said to be in
// TEST-NET-1; see test/testnet. Beside that nothing is pretended: a kill is a SIGKILL, and kubectl is kubectl.
package main
