// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/test/cluster"
	"github.com/codegen-dev/codegen-operator/test/testnet"
)

// demo is all that is started, so that all can be ended.
type demo struct {
	tell   *narrator
	keep   bool
	sample *sample
	home   string // programs and logs

	cluster *cluster.Cluster
	client  client.Client
	net     *testnet.Net
	ports   ports
	vllm    *engine
	legacy  *engine
	witness *witness
	table   *table
	clients *clients // of the gateway

	flips    int // so far, as the story tells
	measured []measured
	failure  error
	endings  []func() // in the order of the beginnings
}

func newDemo(tell *narrator, o options) (*demo, error) {
	s, err := readSample(o.sample)
	if err != nil {
		return nil, err
	}
	home, err := os.MkdirTemp("", "codegen-demo-")
	if err != nil {
		return nil, fmt.Errorf("making a directory for programs and logs: %w", err)
	}
	d := &demo{tell: tell, keep: o.keep, sample: s, home: home, net: &testnet.Net{}, witness: newWitness()}
	if err := d.hire(); err != nil {
		d.close(exitInterrupted)
		return nil, err
	}
	return d, nil
}

// run shows it all, and says what the shell is told.
func (d *demo) run(ctx context.Context) int {
	raised, err := d.play(ctx)
	code := d.verdict(ctx, err)
	if raised && code == exitFailed {
		d.explain(ctx)
	}
	if raised && d.keep {
		d.stay(ctx)
	}
	return code
}

// play raises the stage and performs the story on it, until one of both fails.
func (d *demo) play(ctx context.Context) (raised bool, err error) {
	ctx, fail := context.WithCancelCause(ctx)
	d.ends(func() { fail(nil) }) // with keep, the table is followed beyond the story
	if err := d.raise(ctx, fail); err != nil {
		return false, err
	}
	return true, d.perform(ctx)
}

// verdict tells how it ended, if not well: conclude has told that.
func (d *demo) verdict(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return exitWell
	case ctx.Err() != nil:
		d.tell.say("demo: interrupted, cleaning up")
		return exitInterrupted
	default:
		d.failure = err
		d.tell.say("it did not go as told: %v", err)
		return exitFailed
	}
}

// ends has something done in the end.
func (d *demo) ends(end func()) { d.endings = append(d.endings, end) }

// close ends everything, the last first. Logs are kept where something failed.
func (d *demo) close(code int) {
	for i := len(d.endings) - 1; i >= 0; i-- {
		d.endings[i]()
	}
	if code != exitFailed {
		_ = os.RemoveAll(d.home)
		return
	}
	_ = os.Remove(d.program())
	d.tell.say("demo: failed: %v (the logs are in %s)", d.failure, d.home)
}

// logFile makes a log of that name.
func (d *demo) logFile(name string) (*os.File, error) {
	f, err := os.Create(d.logPath(name))
	if err != nil {
		return nil, fmt.Errorf("making a log: %w", err)
	}
	d.ends(func() { _ = f.Close() })
	return f, nil
}

func (d *demo) logPath(name string) string { return filepath.Join(d.home, name+".log") }
