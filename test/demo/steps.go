// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"time"
)

// kill kills vllm, and waits for legacy to serve.
func (d *demo) kill(ctx context.Context) error {
	d.out.say("killing vllm: SIGKILL to process %d", d.vllm.cmd.Process.Pid)
	killed := time.Now()
	d.vllm.kill()
	if err := d.flipsTo(ctx, d.legacy, "vllm killed", killed, killBound); err != nil {
		return err
	}
	_, err := d.reports(ctx, servedAfterKill)
	return err
}

// calm is how long each phase lasts, so that a reader can follow.
const calm = 5 * time.Second

// revive restarts vllm, and waits until it serves again, which is after the cooldown.
func (d *demo) revive(ctx context.Context) error {
	if err := pause(ctx, calm); err != nil {
		return err
	}
	cooldown, err := d.cooldown(ctx)
	if err != nil {
		return err
	}
	if err := d.launch(ctx, d.vllm); err != nil {
		return err
	}
	back := time.Now()
	d.out.say("legacy keeps the traffic until vllm is healthy again, for at least the cooldown of %g s", cooldown.Seconds())
	if _, err := d.reports(ctx, proven); err != nil {
		return err
	}
	d.out.say("vllm is healthy again, %s after it was up", seconds(time.Since(back)))
	now, err := d.selected(ctx, d.vllm)
	if err != nil {
		return err
	}
	d.flips++
	if err := d.timeFailback(now, back, cooldown); err != nil {
		return err
	}
	_, err = d.reports(ctx, servedByVLLM)
	return err
}

// timeFailback measures the failback from the flip before it. It takes both times from the flip history: they come from
// one clock, and watch events may be late.
func (d *demo) timeFailback(now observation, back time.Time, cooldown time.Duration) error {
	if err := historyMismatch(now.status.Flips, d.flips); err != nil {
		return err
	}
	flips := now.status.Flips
	flip := measured{
		what:  "flip to failback, by the flip history",
		took:  flips[0].Time.Sub(flips[1].Time.Time),
		least: cooldown,
		most:  cooldown + backBound,
	}
	route := measured{what: "vllm back, route moved", took: now.routedAt.Sub(back)}
	d.measured = append(d.measured, flip, route)
	d.out.say("vllm back … failed back %s after the flip (bound %s), %s after vllm was up",
		seconds(flip.took), flip.bound(), seconds(route.took))
	return flip.check()
}

// hang makes vllm pass health checks but generate nothing, and waits for legacy to serve.
func (d *demo) hang(ctx context.Context) error {
	if err := pause(ctx, calm); err != nil {
		return err
	}
	d.out.say("hanging vllm: its health URL answers 200, streams open, but no token comes")
	hung := time.Now()
	if err := d.vllm.misbehave(ctx, "hung"); err != nil {
		return err
	}
	if err := d.flipsTo(ctx, d.legacy, "vllm hung", hung, hangBound); err != nil {
		return err
	}
	_, err := d.reports(ctx, servedAfterHang)
	return err
}

// pause waits, so that a reader can follow.
func pause(ctx context.Context, moment time.Duration) error {
	timer := time.NewTimer(moment)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
