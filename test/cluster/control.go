// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/codegen-dev/codegen-operator/test/controlplane"
)

// control runs some of the controllers of the real kube-controller-manager until ctx ends or the cluster stops. The cluster must have been
// started with that program.
func (c *Cluster) control(ctx context.Context, controllers ...string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(c.programs, "kube-controller-manager"), //nolint:gosec // our own program
		"--kubeconfig="+c.Kubeconfig,
		"--controllers="+strings.Join(controllers, ","),
		"--leader-elect=false",
		"--bind-address=127.0.0.1", "--secure-port=0",
		"--cert-dir="+filepath.Join(c.home, controllers[0]),
	)
	controlplane.DieWithParent(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", controllers[0], err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.beside = append(c.beside, func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return nil
}
