// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"

	"github.com/codegen-dev/codegen-operator/test/testnet"
)

func newDemo(tell *narrator, o options) (*demo, error) {
	s, err := readSample(o.sample)
	if err != nil {
		return nil, err
	}
	home, err := os.MkdirTemp("", "codegen-demo-")
	if err != nil {
		return nil, fmt.Errorf("making a directory for programs and logs: %w", err)
	}
	d := &demo{out: tell, keep: o.keep, sample: s, home: home, net: &testnet.Net{}, observer: newObserver()}
	if err := d.defineEngines(); err != nil {
		d.close(exitInterrupted)
		return nil, err
	}
	return d, nil
}

// run runs the demo and returns the exit status.
func (d *demo) run(ctx context.Context) int {
	running, err := d.runStory(ctx)
	code := d.exitCode(ctx, err)
	if running && code == exitFailed {
		d.explain(ctx)
	}
	if running && d.keep {
		d.waitForInterrupt(ctx)
	}
	return code
}

// runStory starts everything and then tells the story, until one of them fails.
func (d *demo) runStory(ctx context.Context) (running bool, err error) {
	ctx, fail := context.WithCancelCause(ctx)
	d.cleanup(func() { fail(nil) }) // with --keep, the table is updated after the story as well
	if err := d.setUp(ctx, fail); err != nil {
		return false, err
	}
	return true, d.runSteps(ctx)
}

// exitCode reports a failure, and returns the exit status.
func (d *demo) exitCode(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return exitOK
	case ctx.Err() != nil:
		d.out.say("demo: interrupted, cleaning up")
		return exitInterrupted
	default:
		d.failure = err
		d.out.say("the story failed: %v", err)
		return exitFailed
	}
}
