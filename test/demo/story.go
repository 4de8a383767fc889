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

// line is one line of the story: what is told, and what makes it true.
type line struct {
	told string
	act  func(context.Context) error
}

func (d *demo) story() []line {
	return []line{
		{"serving from vllm", d.serve},
		{"vllm killed: flipped to legacy", d.kill},
		{"vllm back: failed back", d.revive},
		{"vllm hung: flipped to legacy", d.hang},
	}
}

// perform tells the story, line by line, up to the first that does not hold.
func (d *demo) perform(ctx context.Context) error {
	for _, l := range d.story() {
		for _, step := range []func(context.Context) error{l.act, d.table.look, d.checkLedger} {
			if err := step(ctx); err != nil {
				return fmt.Errorf("%q: %w", l.told, err)
			}
		}
	}
	return d.conclude(ctx)
}

// checkLedger finds flips that are not of the story.
func (d *demo) checkLedger(context.Context) error {
	now, _ := d.witness.look()
	return ledgerOdd(now.status.Flips, d.flips)
}

// Bounds of the story, at the default periods of the API.
const (
	killBound = time.Second
	hangBound = 10 * time.Second
	backBound = 25 * time.Second // after the cooldown
)

// serve waits until vllm serves, proven by its canaries, and legacy stands by.
func (d *demo) serve(ctx context.Context) error {
	begun := time.Now()
	if _, err := d.placed(ctx, d.vllm); err != nil {
		return err
	}
	d.tell.say("serving from vllm after %s; waiting for legacy to be proven, and for the canaries", seconds(time.Since(begun)))
	now, err := d.becomes(ctx, servedByVLLM)
	if err != nil {
		return err
	}
	d.tell.say("both engines are proven by real generations:")
	d.tell.under(canaries(now.status.Canaries))
	d.tell.say("the stream is held to the contract, spec.chunking:")
	d.tell.under(results(now.status.Canaries))
	d.clients.come() //nolint:contextcheck // they stay until they are served, also where the story breaks off
	d.tell.say("%d clients stream answers through the gateway, and go on whatever happens", howMany)
	return nil
}

// placed waits until the route and the status both name an engine.
func (d *demo) placed(ctx context.Context, e *engine) (sight, error) {
	return d.witness.until(ctx, timing.Deadline, func(s sight) []string {
		var missing []string
		if !s.carries(e.place.address) {
			missing = append(missing, fmt.Sprintf("Service %s carries %v, not %s at %s", d.sample.backend.Spec.Route.Service.Name, s.carried, e.name, e.place.address))
		}
		if s.status.Active != e.name {
			missing = append(missing, fmt.Sprintf("status.active is %q, not %s", s.status.Active, e.name))
		}
		return missing
	})
}

// becomes waits until the conditions are as told.
func (d *demo) becomes(ctx context.Context, story []told) (sight, error) {
	return d.witness.until(ctx, timing.Deadline, func(s sight) []string { return otherwise(s.status.Conditions, story) })
}

// flipped waits for the next flip, and measures it from a moment on.
func (d *demo) flipped(ctx context.Context, to *engine, what string, from time.Time, bound time.Duration) error {
	now, err := d.placed(ctx, to)
	if err != nil {
		return err
	}
	d.flips++
	route := measured{what: what + ", route moved", took: now.carriedAt.Sub(from), most: bound}
	active := measured{what: what + ", status.active told", took: now.activeAt.Sub(from)}
	d.measured = append(d.measured, route, active)
	d.tell.say("%s … route moved to %s after %s (bound %g s), status.active after %s",
		what, to.name, seconds(route.took), bound.Seconds(), seconds(active.took))
	return route.within()
}

// cooldown is what the object says, defaults filled in.
func (d *demo) cooldown(ctx context.Context) (time.Duration, error) {
	var b v1alpha1.CodeGenBackend
	if err := d.client.Get(ctx, keyOf(&d.sample.backend), &b); err != nil {
		return 0, fmt.Errorf("reading the object: %w", err)
	}
	return time.Duration(*b.Spec.Failover.CooldownSeconds) * time.Second, nil
}
