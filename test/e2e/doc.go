// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command e2e runs end-to-end tests on a single-node cluster: a Kubernetes node with a kubelet, containerd,
// kube-proxy and CoreDNS, all built from Go modules, in namespaces of its own. The chart is installed by helm, the operator
// and the gateway run as Pods, and so do the engines and the clients. Engines are killed, deleted and hung, and so is the operator;
// what clients get is measured and compared with bounds.
//
// It needs root on Linux, and does not change the machine: see package sandbox. It exits with 0 on success, 1 on failure, and 2 if
// this machine cannot run it.
package main
