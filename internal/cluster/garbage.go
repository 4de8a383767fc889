// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"

	"github.com/codegen-dev/codegen-operator/internal/controlplane"
)

// CollectGarbage runs the garbage collector of the real kube-controller-manager, which removes objects with their owners. The cluster
// must have been started with that program.
func (c *Cluster) CollectGarbage(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, filepath.Join(c.programs, "kube-controller-manager"), //nolint:gosec // our own program
		"--kubeconfig="+c.Kubeconfig,
		"--controllers=garbage-collector-controller",
		"--leader-elect=false",
		"--bind-address=127.0.0.1", "--secure-port=0",
		"--cert-dir="+filepath.Join(c.home, "controller-manager"),
	)
	controlplane.DieWithParent(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting the garbage collector: %w", err)
	}
	c.beside = append(c.beside, cmd)
	return nil
}
