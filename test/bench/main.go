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
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

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
	p, err := parse(args)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, p.limit)
	defer cancel()
	return compare(ctx, p, os.Stdout)
}
