// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	"github.com/codegen-dev/codegen-operator/test/controlplane"
)

// Cluster is a control plane that runs.
type Cluster struct {
	// Config reaches it as an administrator.
	Config *rest.Config
	// Kubeconfig is the path of a file that does the same for kubectl.
	Kubeconfig string

	env      *envtest.Environment
	programs string
	home     string

	mu     sync.Mutex
	beside []func() // guarded by mu; they end what was started beside the control plane
}

// Start starts a control plane. It tells on progress what takes long; programs beside those that envtest needs are looked
// for as well.
func Start(ctx context.Context, progress io.Writer, programs ...string) (*Cluster, error) {
	dir, err := controlplane.Find(ctx, progress, append([]string{"kube-apiserver", "etcd", "kubectl"}, programs...)...)
	if err != nil {
		return nil, fmt.Errorf("finding a control plane: %w", err)
	}
	crds, err := manifests()
	if err != nil {
		return nil, err
	}
	env := &envtest.Environment{
		CRDDirectoryPaths: []string{crds}, ErrorIfCRDPathMissing: true, BinaryAssetsDirectory: dir,
		UseExistingCluster: new(false), // whatever the environment says: never touch a cluster of the user
	}
	config, err := env.Start()
	if err != nil {
		_ = env.Stop() // what had started already; the first error tells more
		return nil, fmt.Errorf("starting the control plane: %w", err)
	}
	c := &Cluster{Config: config, env: env, programs: dir}
	if err := c.keep(); err != nil {
		c.Stop()
		return nil, err
	}
	return c, nil
}

// keep writes the kubeconfig.
func (c *Cluster) keep() error {
	home, err := os.MkdirTemp("", "codegen-operator-")
	if err != nil {
		return fmt.Errorf("making a directory for the kubeconfig: %w", err)
	}
	c.home, c.Kubeconfig = home, filepath.Join(home, "kubeconfig")
	if err := os.WriteFile(c.Kubeconfig, c.env.KubeConfig, 0o600); err != nil {
		return fmt.Errorf("writing the kubeconfig: %w", err)
	}
	return nil
}

// Stop ends the control plane and all that was started beside it. It is an error of the machine, not of the caller, if that
// fails.
func (c *Cluster) Stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, end := range c.beside {
		end()
	}
	if err := c.env.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stopping the control plane:", err)
	}
	_ = os.RemoveAll(c.home)
}
