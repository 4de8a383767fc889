// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command vllm-sim is a simulated engine for tests and demos: it speaks one of the
// three protocols, generates nothing, and misbehaves on command. Do not expose it: by
// default it listens on loopback.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/pflag"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	stop()
	switch {
	case errors.Is(err, pflag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "vllm-sim:", err)
		os.Exit(1)
	}
}
