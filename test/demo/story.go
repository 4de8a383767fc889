// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// step is one step of the story.
type step struct {
	name string
	act  func(context.Context) error
}

func (d *demo) story() []step {
	return []step{
		{"serving from vllm", d.serve},
		{"vllm killed: flipped to legacy", d.kill},
		{"vllm back: failed back", d.revive},
		{"vllm hung: flipped to legacy", d.hang},
	}
}

// runSteps runs the steps, up to the first that fails.
func (d *demo) runSteps(ctx context.Context) error {
	for _, l := range d.story() {
		for _, step := range []func(context.Context) error{l.act, d.table.refresh, d.checkHistory} {
			if err := step(ctx); err != nil {
				return fmt.Errorf("%q: %w", l.name, err)
			}
		}
	}
	return d.conclude(ctx)
}

// checkHistory finds flips that are not part of the story.
func (d *demo) checkHistory(context.Context) error {
	now, _ := d.observer.current()
	return historyMismatch(now.status.Flips, d.flips)
}

// Bounds, at the default periods of the API.
const (
	killBound = time.Second
	hangBound = 10 * time.Second
	backBound = 25 * time.Second // after the cooldown
)

// serve waits until vllm serves, canaries have passed, and legacy is healthy.
func (d *demo) serve(ctx context.Context) error {
	begun := time.Now()
	if _, err := d.selected(ctx, d.vllm); err != nil {
		return err
	}
	d.out.say("serving from vllm after %s; waiting for legacy to become healthy, and for the canaries", seconds(time.Since(begun)))
	now, err := d.reports(ctx, servedByVLLM)
	if err != nil {
		return err
	}
	d.out.say("both engines passed real generations:")
	d.out.under(canaries(now.status.Canaries))
	d.out.say("results against the targets in spec.chunking:")
	d.out.under(results(now.status.Canaries))
	d.clients.start() //nolint:contextcheck // they run until they are served, also if the story fails
	d.out.say("%d clients stream answers through the gateway from now on", clientCount)
	return nil
}

// selected waits until the route and the status both name an engine. the route and the status both name an engine.
func (d *demo) selected(ctx context.Context, e *engine) (observation, error) {
	return d.observer.until(ctx, timing.Deadline, func(s observation) []string {
		var missing []string
		if !s.routesTo(e.location.address) {
			missing = append(
				missing,
				fmt.Sprintf(
					"Service %s has the endpoints %v, not %s at %s",
					d.sample.backend.Spec.Route.Service.Name,
					s.endpoints,
					e.name,
					e.location.address,
				),
			)
		}
		if s.status.Active != e.name {
			missing = append(missing, fmt.Sprintf("status.active is %q, not %s", s.status.Active, e.name))
		}
		return missing
	})
}

// reports waits until the conditions are as expected.
func (d *demo) reports(ctx context.Context, story []expected) (observation, error) {
	return d.observer.until(ctx, timing.Deadline, func(s observation) []string { return mismatches(s.status.Conditions, story) })
}

// flipsTo waits for the next flip, and measures the time since from.
func (d *demo) flipsTo(ctx context.Context, to *engine, what string, from time.Time, bound time.Duration) error {
	now, err := d.selected(ctx, to)
	if err != nil {
		return err
	}
	d.flips++
	route := measured{what: what + ", route moved", took: now.routedAt.Sub(from), most: bound}
	active := measured{what: what + ", status.active written", took: now.activeAt.Sub(from)}
	d.measured = append(d.measured, route, active)
	d.out.say("%s … route moved to %s after %s (bound %g s), status.active after %s",
		what, to.name, seconds(route.took), bound.Seconds(), seconds(active.took))
	return route.check()
}

// cooldown is that of the object, with the API's default.
func (d *demo) cooldown(ctx context.Context) (time.Duration, error) {
	var b v1alpha1.CodeGenBackend
	if err := d.client.Get(ctx, keyOf(&d.sample.backend), &b); err != nil {
		return 0, fmt.Errorf("reading the object: %w", err)
	}
	return time.Duration(*b.Spec.Failover.CooldownSeconds) * time.Second, nil
}
