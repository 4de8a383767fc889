// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command soak has clients stream through the gateway for a long time, while its engines are killed, hung and cut, one after the other. It
// fails if any answer is not complete and right to the byte, or if the gateway's memory or goroutines grow.
//
// The gateway is the program as it is shipped, in a process of its own; engines and clients are this one. All of it is on loopback.
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

// plan is what one run does.
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
	flags.StringVar(&p.gateway, "gateway", "bin/codegen-gateway", "the program codegen-gateway")
	flags.DurationVar(&p.length, "for", 10*time.Minute, "how long clients stream")
	flags.IntVar(&p.clients, "clients", 40, "clients that stream at a time")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("read the flags: %w", err)
	}
	s, err := stage(ctx, p)
	if err != nil {
		return err
	}
	defer s.end()
	return s.play(ctx, p, out)
}

// play lets clients stream, while engines have their ills, and looks at the gateway all the time.
func (s *stand) play(ctx context.Context, p plan, out io.Writer) error {
	want, err := s.answers(ctx)
	if err != nil {
		return err
	}
	running, stop := context.WithTimeout(ctx, p.length)
	defer stop()
	ill := make(chan int)
	go func() { ill <- plague(running, s.vllm, s.legacy) }()
	vitals := make(chan []vital)
	go func() { vitals <- s.watch(running, p.length/60) }()
	count := s.crowd(ctx, running, p.clients, want)
	ills, seen := <-ill, <-vitals
	if ctx.Err() != nil {
		return fmt.Errorf("it was ended before its time: %w", context.Cause(ctx))
	}
	rest, err := s.settled(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "soak: %v, %d ills of engines, %d answers, %d tokens, %d resumed, %d failed over, %d wrong\n",
		p.length, ills, count.answers, count.tokens, count.resumed, count.failedOver, len(count.wrong))
	grown := growth(out, seen, rest)
	return errors.Join(append(count.worst(), grown)...)
}
