// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

func keyOf(b *v1alpha1.CodeGenBackend) client.ObjectKey { return client.ObjectKeyFromObject(b) }

// kill kills vllm, and waits for legacy to serve.
func (d *demo) kill(ctx context.Context) error {
	d.tell.say("killing vllm: SIGKILL to process %d", d.vllm.cmd.Process.Pid)
	killed := time.Now()
	d.vllm.kill()
	if err := d.flipped(ctx, d.legacy, "vllm killed", killed, killBound); err != nil {
		return err
	}
	_, err := d.becomes(ctx, servedAfterKill)
	return err
}

// calm is how long vllm stays dead, so that one sees legacy serve.
const calm = 5 * time.Second

// revive brings vllm back, and waits until it serves again: not before the cooldown is over.
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
	d.tell.say("legacy keeps the traffic until vllm has proven itself again, and for the cooldown of %g s at least", cooldown.Seconds())
	if _, err := d.becomes(ctx, proven); err != nil {
		return err
	}
	d.tell.say("vllm is proven again, %s after it was up", seconds(time.Since(back)))
	now, err := d.placed(ctx, d.vllm)
	if err != nil {
		return err
	}
	d.flips++
	if err := d.timeFailback(now, back, cooldown); err != nil {
		return err
	}
	_, err = d.becomes(ctx, servedByVLLM)
	return err
}

// timeFailback measures the failback from the flip before it. That the cooldown was kept is told by the ledger: both its times come from
// one clock, and what we see may come late.
func (d *demo) timeFailback(now sight, back time.Time, cooldown time.Duration) error {
	if err := ledgerOdd(now.status.Flips, d.flips); err != nil {
		return err
	}
	flips := now.status.Flips
	flip := measured{what: "flip to failback, by the ledger", took: flips[0].Time.Sub(flips[1].Time.Time), least: cooldown, most: cooldown + backBound}
	route := measured{what: "vllm back, route moved", took: now.carriedAt.Sub(back)}
	d.measured = append(d.measured, flip, route)
	d.tell.say("vllm back … failed back %s after the flip (bound %s), %s after vllm was up",
		seconds(flip.took), flip.bound(), seconds(route.took))
	return flip.within()
}

// hang makes vllm say that it is well and generate nothing, and waits for legacy to serve.
func (d *demo) hang(ctx context.Context) error {
	if err := pause(ctx, calm); err != nil {
		return err
	}
	d.tell.say("hanging vllm: its health URL says 200, streams open, and no token comes")
	hung := time.Now()
	if err := d.vllm.misbehave(ctx, "hung"); err != nil {
		return err
	}
	if err := d.flipped(ctx, d.legacy, "vllm hung", hung, hangBound); err != nil {
		return err
	}
	_, err := d.becomes(ctx, servedAfterHang)
	return err
}

// pause lets a moment pass for whoever reads along.
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
