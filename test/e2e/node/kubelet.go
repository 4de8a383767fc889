// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/codegen-dev/codegen-operator/test/e2e/sandbox"
)

// The kubelet's configuration. The sandbox lies in memory: how full that is says nothing about the node.
const kubeletConfig = `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
failSwapOn: false
cgroupDriver: cgroupfs
containerRuntimeEndpoint: unix://%[1]s/containerd.sock
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: %[1]s/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: %[1]s/kubelet-serving.crt
tlsPrivateKeyFile: %[1]s/kubelet-serving.key
address: 0.0.0.0
healthzBindAddress: 127.0.0.1
clusterDNS: [` + DNSAddress + `]
clusterDomain: cluster.local
enforceNodeAllocatable: [pods]
evictionHard: {memory.available: 50Mi, nodefs.available: 0%%, imagefs.available: 0%%, nodefs.inodesFree: 0%%, imagefs.inodesFree: 0%%}
imageGCHighThresholdPercent: 100
podLogsDir: %[1]s/pod-logs
volumePluginDir: %[1]s/volume-plugins
resolvConf: ""
protectKernelDefaults: true
`

// startKubelet starts what makes a node of this machine, and Services of its rules.
func (n *Node) startKubelet(ctx context.Context) error {
	if err := n.write("kubelet.yaml", fmt.Sprintf(kubeletConfig, n.dir)); err != nil {
		return err
	}
	err := n.start(filepath.Join(n.Programs, "kubelet"), "--config="+n.file("kubelet.yaml"), "--kubeconfig="+n.kubeconfig("kubelet"),
		"--root-dir="+n.file("kubelet"), "--cert-dir="+n.file("kubelet-certs"), "--node-ip="+nodeAddress, "--hostname-override="+sandbox.Hostname)
	if err != nil {
		return err
	}
	if err := n.until(ctx, "the node is ready", func() error { return n.ready(ctx) }); err != nil {
		return err
	}
	return n.start(filepath.Join(n.Programs, "kube-proxy"), "--kubeconfig="+n.kubeconfig("proxy"), "--proxy-mode=nftables",
		"--cluster-cidr="+podRange, "--hostname-override="+sandbox.Hostname, "--bind-address=127.0.0.1",
		// These belong to the whole machine.
		"--conntrack-max-per-core=0", "--conntrack-min=0", "--conntrack-tcp-timeout-established=0", "--conntrack-tcp-timeout-close-wait=0")
}

func (n *Node) ready(ctx context.Context) error {
	out, err := n.Kubectl(ctx, "", "get", "node", sandbox.Hostname, "-o", `jsonpath={.status.conditions[?(@.type=="Ready")].status}`)
	if err == nil && out != "True" {
		return fmt.Errorf("its condition Ready is %q", out)
	}
	return err
}
