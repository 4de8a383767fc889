// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"path/filepath"
)

// startControlPlane starts what decides in a cluster.
func (n *Node) startControlPlane(ctx context.Context) error {
	err := n.start(filepath.Join(n.ControlPlane, "etcd"), "--data-dir="+n.file("etcd"), "--log-level=warn", "--unsafe-no-fsync",
		"--listen-client-urls=http://127.0.0.1:2379", "--advertise-client-urls=http://127.0.0.1:2379", "--listen-peer-urls=http://127.0.0.1:2380")
	if err != nil {
		return err
	}
	if err := n.start(filepath.Join(n.ControlPlane, "kube-apiserver"), n.apiServerFlags()...); err != nil {
		return err
	}
	if err := n.until(ctx, "the API server is ready", func() error {
		_, err := n.Kubectl(ctx, "", "get", "--raw", "/readyz")
		return err
	}); err != nil {
		return err
	}
	err = n.start(filepath.Join(n.ControlPlane, "kube-controller-manager"), "--kubeconfig="+n.kubeconfig("controller-manager"),
		"--leader-elect=false", "--bind-address=127.0.0.1", "--use-service-account-credentials", "--root-ca-file="+n.file("ca.crt"),
		"--service-account-private-key-file="+n.file("service-accounts.key"))
	if err != nil {
		return err
	}
	return n.start(filepath.Join(n.Programs, "kube-scheduler"), "--kubeconfig="+n.kubeconfig("scheduler"),
		"--leader-elect=false", "--bind-address=127.0.0.1")
}

func (n *Node) apiServerFlags() []string {
	return []string{
		"--etcd-servers=http://127.0.0.1:2379",
		"--bind-address=0.0.0.0", "--advertise-address=" + nodeAddress, "--secure-port=6443",
		"--tls-cert-file=" + n.file("apiserver.crt"), "--tls-private-key-file=" + n.file("apiserver.key"),
		"--client-ca-file=" + n.file("ca.crt"),
		"--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction", "--allow-privileged",
		"--service-cluster-ip-range=" + serviceRange,
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + n.file("service-accounts.key"), "--service-account-signing-key-file=" + n.file("service-accounts.key"),
		"--kubelet-preferred-address-types=InternalIP", "--kubelet-certificate-authority=" + n.file("ca.crt"),
		"--kubelet-client-certificate=" + n.file("apiserver-kubelet.crt"), "--kubelet-client-key=" + n.file("apiserver-kubelet.key"),
	}
}
