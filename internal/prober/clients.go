// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import "github.com/codegen-dev/codegen-operator/internal/engine"

// clients are the ways to one engine.
type clients struct {
	straight *engine.Client
	route    *engine.Client // nil: no canary goes through the route
}

// connect makes a straight client in the place of the one before. The client through the route is made once: the addresses of the
// engine do not say where the route leads.
func (c *clients) connect(config *EngineConfig, network *engine.Network, onBroken func()) error {
	straight, err := engine.New(config.Endpoint, network, onBroken)
	if err != nil {
		return err
	}
	if c.straight != nil {
		c.straight.Close()
	}
	c.straight = straight
	if config.Route != nil && c.route == nil {
		c.route, err = engine.New(*config.Route, network, func() {})
	}
	return err
}

// of is the client for a canary.
func (c *clients) of(canary Canary) *engine.Client {
	if canary.Route {
		return c.route
	}
	return c.straight
}

func (c *clients) close() {
	c.straight.Close()
	if c.route != nil {
		c.route.Close()
	}
}
