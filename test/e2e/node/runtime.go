// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// PauseImage holds the namespaces of each Pod.
const PauseImage = "e2e.local/pause:1"

func (n *Node) socket() string { return n.file("containerd.sock") }

// containerd's configuration. Scores for the OOM killer below our own need a capability that root in a container may lack.
const containerdConfig = `version = 3
root = "%[1]s/containerd"
state = "%[1]s/containerd-state"
[grpc]
  address = "%[1]s/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "%[1]s/opt"
[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "%[3]s"
[plugins."io.containerd.cri.v1.runtime"]
  restrict_oom_score_adj = true
[plugins."io.containerd.cri.v1.runtime".cni]
  bin_dirs = ["%[2]s"]
  conf_dir = "%[1]s/cni"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
  BinaryName = "%[2]s/runc"
  SystemdCgroup = false
[plugins."io.containerd.nri.v1.nri"]
  disable = true
`

// The network of Pods: each is a neighbour of the node alone, so that all traffic passes by its rules.
const networkConfig = `{"cniVersion": "1.0.0", "name": "e2e", "plugins": [{"type": "ptp", "ipam": {"type": "host-local",
  "dataDir": "%[1]s/cni-addresses", "ranges": [[{"subnet": "` + podRange + `"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
`

// startRuntime starts what runs containers.
func (n *Node) startRuntime(ctx context.Context) error {
	for file, text := range map[string]string{
		"containerd.toml":     fmt.Sprintf(containerdConfig, n.dir, n.Programs, PauseImage),
		"cni/10-e2e.conflist": fmt.Sprintf(networkConfig, n.dir),
	} {
		if err := n.write(file, text); err != nil {
			return err
		}
	}
	if err := n.start(filepath.Join(n.Programs, "containerd"), "--config="+n.file("containerd.toml"), "--log-level=warn"); err != nil {
		return err
	}
	return n.until(ctx, "containerd answers", func() error {
		_, err := n.run(ctx, "", filepath.Join(n.Programs, "ctr"), "version")
		return err
	})
}

func (n *Node) write(name, text string) error {
	file := n.file(name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // programs of ours read it
		return err
	}
	return os.WriteFile(file, []byte(text), 0o600)
}

// network gives the node an address. Nothing leads out of the sandbox.
func (n *Node) network(ctx context.Context) error {
	for _, args := range [][]string{
		{"link", "set", "lo", "up"},
		{"link", "add", "node0", "type", "veth", "peer", "name", "nowhere"},
		{"link", "set", "nowhere", "up"},
		{"address", "add", nodeAddress + "/24", "dev", "node0"},
		{"link", "set", "node0", "up"},
		// What the node itself sends to a Service must go somewhere before kube-proxy's rules can send it elsewhere.
		{"route", "add", serviceRange, "dev", "node0"},
	} {
		if out, err := exec.CommandContext(ctx, "ip", args...).CombinedOutput(); err != nil { //nolint:gosec // as listed
			return fmt.Errorf("ip %v: %w: %s", args, err, out)
		}
	}
	return nil
}
