// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command fleet measures what one operator takes that looks after many backends: memory, CPU and writes. It runs on
// Linux, where the operator says what it takes. The control plane is real; all backends share two simulated engines,
// which run in this process, so that the operator's numbers are its own.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/spf13/pflag"

	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/cluster"
)

func main() {
	operator := pflag.String("operator", "bin/codegen-operator", "the `program` that is measured")
	sizes := pflag.IntSlice("backends", []int{100, 500}, "how many backends, one measurement after the other")
	duration := pflag.Duration("for", time.Minute, "how long each measurement takes")
	pflag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *operator, *sizes, *duration); err != nil {
		fmt.Fprintln(os.Stderr, "fleet:", err)
		os.Exit(1) //nolint:gocritic // the signal's handler ends with the program
	}
}

func run(ctx context.Context, operator string, sizes []int, duration time.Duration) error {
	c, err := cluster.Start(ctx, os.Stderr)
	if err != nil {
		return err
	}
	defer c.Stop()
	f := &fleet{cluster: c, program: operator}
	for _, engine := range []struct {
		protocol sim.Protocol
		url      *string
	}{{sim.OpenAI, &f.vllm}, {sim.CodeGen, &f.legacy}} {
		e, err := sim.Start(engine.protocol, sim.Script{})
		if err != nil {
			return fmt.Errorf("starting an engine: %w", err)
		}
		defer e.Close()
		*engine.url = e.URL()
	}
	fmt.Println("| backends | checks/s | CPU of a core | memory | writes of a status per backend and minute |")
	fmt.Println("|---:|---:|---:|---:|---:|")
	for _, size := range sizes {
		if err := f.measure(ctx, size, duration); err != nil {
			return err
		}
	}
	return nil
}
