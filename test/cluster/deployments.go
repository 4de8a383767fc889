// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"fmt"

	"sigs.k8s.io/controller-runtime/pkg/client"
)

// RunDeployments has Deployments roll out as in a cluster with nodes: the real controllers make ReplicaSets, Pods and
// EndpointSlices, and a node that only pretends says that the Pods run. More controllers of the real
// kube-controller-manager run beside them, if they are named.
func (c *Cluster) RunDeployments(ctx context.Context, more ...string) error {
	reach, err := client.NewWithWatch(c.Config, client.Options{})
	if err != nil {
		return fmt.Errorf("making the node's client: %w", err)
	}
	node, err := startNode(ctx, reach)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.beside = append(c.beside, node.stop)
	c.mu.Unlock()
	return c.control(ctx, append([]string{"deployment-controller", "replicaset-controller", "endpointslice-controller"}, more...)...)
}
