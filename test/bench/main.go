// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command bench measures the gateway beside nginx and beside Go's plain ReverseProxy, in one run: the same engine, the same
// clients, the same machine, each proxy having its turn in every round. It prints a table in Markdown.
//
// Everything is a process of its own, on loopback: an engine that stamps its tokens, the proxies, and the clients, which are this
// program itself. A proxy has one core for itself, where there are two; engine and clients have the other ones.
//
// Every text is checked whole: its last token is a hash of all before it. A single wrong one fails the run.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// plan is what one run does.
type plan struct {
	only    string
	gateway string
	tokens  int
	rounds  int
	flat    int
	idle    int
	streams []int
	limit   time.Duration
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run is one of three programs: the engine and the plain proxy are started by the third, which measures.
func run(ctx context.Context, args []string) error {
	if len(args) == 2 && args[0] == "engine" {
		return serve(ctx, args[1], engine())
	}
	if len(args) == 3 && args[0] == "plain" {
		return serve(ctx, args[1], plain(args[2]))
	}
	p, err := parsed(args)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, p.limit)
	defer cancel()
	return compare(ctx, p, os.Stdout)
}

func parsed(args []string) (plan, error) {
	p := plan{streams: []int{1, 100, 500}}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&p.gateway, "gateway", "", "the program codegen-gateway; it is left out where none is given")
	flags.StringVar(&p.only, "only", "", "only scenes whose name contains this")
	flags.IntVar(&p.tokens, "tokens", 512, "tokens of a paced answer, at 50 a second")
	flags.IntVar(&p.rounds, "rounds", 3, "how often each proxy has its turn")
	flags.IntVar(&p.flat, "flat", 1_000_000, "tokens of a run flat out")
	flags.IntVar(&p.idle, "idle", 5000, "idle streams")
	flags.DurationVar(&p.limit, "limit", 20*time.Minute, "the most that all of it may take")
	if err := flags.Parse(args); err != nil {
		return plan{}, fmt.Errorf("read the flags: %w", err)
	}
	return p, nil
}
