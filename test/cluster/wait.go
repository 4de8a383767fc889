// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"time"

	"github.com/codegen-dev/codegen-operator/test/timing"
)

// retryWait is the pause after a kubectl wait that failed before its deadline.
const retryWait = 200 * time.Millisecond

// Wait waits until kubectl wait succeeds, for timing.Deadline at most. It takes the arguments of kubectl wait but
// --timeout. By itself kubectl fails at once where there is nothing to wait for yet: an object that does not exist, or
// an index that a list does not have.
func (c *Cluster) Wait(ctx context.Context, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, timing.Deadline)
	defer cancel()
	pause := time.NewTicker(retryWait)
	defer pause.Stop()
	var last error
	for {
		_, err := c.Kubectl(ctx, append([]string{"wait", "--timeout=" + timing.Deadline.String()}, args...)...)
		if err == nil {
			return nil
		}
		if ctx.Err() == nil || last == nil {
			last = err // what kubectl says once it is killed tells less
		}
		select {
		case <-ctx.Done():
			return last
		case <-pause.C:
		}
	}
}
