// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package node is a Kubernetes cluster of one node, whose programs run as processes of this machine: etcd, kube-apiserver,
// kube-controller-manager and kube-scheduler, and beside them containerd, kubelet and kube-proxy, as which Pods are real
// Pods. It expects the machine to be a sandbox: what it starts it does not end, and it takes addresses and ports as it likes.
package node
