// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import "context"

// CollectGarbage runs the real garbage collector, which removes objects with their owners.
func (c *Cluster) CollectGarbage(ctx context.Context) error {
	return c.control(ctx, "garbage-collector-controller")
}
