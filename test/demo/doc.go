// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command demo shows a failover in a real control plane on this machine: kube-apiserver and etcd, the operator at its default
// periods, and two simulated engines as processes, one of which is killed, restarted, and made to hang. It prints what
// happens while clients stream through the gateway, measures how long it takes, and fails unless all steps pass.
//
// The engines listen on loopback, which the API server rejects in an EndpointSlice, so they have addresses in
// TEST-NET-1; see test/testnet. Nothing else is simulated: a kill is a SIGKILL, and kubectl is the real one.
package main
