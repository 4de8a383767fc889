// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// warmUp is played before anything is measured: it opens connections, and has the programs grow to their size.
var warmUp = scenario{name: "warm up", streams: 32, request: request{tokens: 64}, repeats: 2}

// compare plays every scenario with every proxy, round after round, and writes the table.
func compare(ctx context.Context, p plan, out io.Writer) error {
	if _, err := raiseFileLimit(); err != nil {
		return err
	}
	if err := pinSelf(ctx, coresOf().rest); err != nil {
		return err
	}
	var t table
	for _, s := range p.scenarios() {
		if strings.Contains(s.name, p.only) {
			if err := measureScenario(ctx, p, s, &t); err != nil {
				return err
			}
		}
	}
	if p.idle > 0 && (p.only == "" || p.only == "idle") {
		memory, err := measureAllIdle(ctx, p)
		if err != nil {
			return err
		}
		t.idle, t.idleStreams = memory, p.idle
	}
	t.write(out)
	return t.err()
}

// measureScenario runs one scenario: in each round all proxies are measured one after the other, so that what disturbs the machine
// disturbs all of them.
func measureScenario(ctx context.Context, p plan, s scenario, t *table) error {
	tb, err := newTestbed(ctx, p)
	if err != nil {
		return err
	}
	defer tb.end()
	for _, proxy := range tb.proxies {
		if _, err := runScenario(ctx, warmUp, proxy); err != nil {
			return err
		}
	}
	for round := range p.rounds {
		for i := range tb.proxies {
			proxy := tb.proxies[(i+round)%len(tb.proxies)]
			o, err := runScenario(ctx, s, proxy)
			if err != nil || ctx.Err() != nil {
				return errors.Join(err, ctx.Err())
			}
			fmt.Fprintf(os.Stderr, "bench: %s, round %d, %s: %v on the core in %v\n",
				s.name, round+1, proxy.name, o.cpu.Round(time.Millisecond), o.took.Round(time.Millisecond))
			t.add(s, proxy.name, o)
		}
	}
	return nil
}
