// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command soak has clients stream through the gateway for a long time, while its engines are killed, hung and cut off, one after the
// other, and other clients send requests of all kinds beside them. It fails if any answer is incomplete or differs in a byte, or if the
// gateway's memory or goroutines grow.
//
// The gateway is the released program in a process of its own; engines and clients run in this one. Everything is on loopback.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// plan is the parsed command line.
type plan struct {
	gateway string
	length  time.Duration
	clients int
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	p := plan{}
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	flags.StringVar(&p.gateway, "gateway", "bin/codegen-gateway", "`path` of the program codegen-gateway")
	flags.DurationVar(&p.length, "for", 10*time.Minute, "`duration` of the run")
	flags.IntVar(&p.clients, "clients", 40, "`number` of concurrent clients")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("read the flags: %w", err)
	}
	s, err := newTestbed(ctx, p)
	if err != nil {
		return err
	}
	defer s.end()
	return s.run(ctx, p, out)
}

// run lets clients stream while faults are injected, and samples the gateway.
func (s *testbed) run(ctx context.Context, p plan, out io.Writer) error {
	want, err := s.answers(ctx)
	if err != nil {
		return err
	}
	running, stop := context.WithTimeout(ctx, p.length)
	defer stop()
	injected := make(chan int)
	go func() { injected <- inject(running, s.vllm, s.legacy) }()
	samples := make(chan []sample)
	go func() { samples <- s.watch(running, p.length/60) }()
	mixed := make(chan *mix)
	var notMixed error
	go func() {
		m, err := s.runMixed(ctx, running, p.clients/5)
		notMixed = err
		mixed <- m
	}()
	count := s.runClients(ctx, running, p.clients, want)
	others := <-mixed
	faults, seen := <-injected, <-samples
	if ctx.Err() != nil {
		return fmt.Errorf("interrupted: %w", context.Cause(ctx))
	}
	rest, err := s.settled(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "soak: %v, %d faults, %d answers, %d tokens, %d resumed, %d failed over, %d wrong\n",
		p.length, faults, count.answers, count.tokens, count.resumed, count.failedOver, len(count.wrong))
	fmt.Fprintf(out, "soak: mixed in: %v\n", others)
	grown := growth(out, seen, rest)
	return errors.Join(append(count.worst(), grown, notMixed, errors.Join(others.wrong[:min(len(others.wrong), 5)]...))...)
}
