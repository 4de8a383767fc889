// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"context"
	"errors"
	"syscall"
	"time"
)

// Refuses tells whether the engine refuses new connections: its process is gone, although connections from before may still be open and
// silent. Anything else, a timeout among it, proves nothing.
func (c *Client) Refuses(ctx context.Context, deadline time.Time) bool {
	ctx, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	conn, err := c.network.Connect(ctx, c.address)
	if err == nil {
		_ = conn.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}
