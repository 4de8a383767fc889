// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command e2e shows the whole of it on the largest cluster that one machine can be: a Kubernetes node with a kubelet, containerd,
// kube-proxy and CoreDNS, all built from Go modules, in namespaces of its own. The chart is installed by helm, the operator
// and the gateway run as Pods, and so do the engines and the clients. Engines are killed, deleted and hung, and so is the operator;
// what clients met is measured and held to bounds.
//
// It needs root on Linux, and changes nothing of the machine: see package sandbox. It ends with 0 if all was well, 1 if not, and 2 if
// this machine cannot run it.
package main
