// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import "context"

// Drain refuses further requests and waits until those under way have ended. If the context ends before that, the clients that are left get
// an error event, and the error is the context's.
func (g *Gateway) Drain(ctx context.Context) error {
	empty := g.requests.close()
	select {
	case <-empty:
		return nil
	case <-ctx.Done():
	}
	g.requests.cancel()
	<-empty
	return ctx.Err()
}

// Draining tells whether Drain was called.
func (g *Gateway) Draining() bool { return g.requests.isDraining() }

// InFlight is how many requests are under way.
func (g *Gateway) InFlight() int {
	return g.requests.len()
}
