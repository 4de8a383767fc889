// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command image builds the images of our programs from nothing but Go modules: no Docker, no daemon and no registry is
// asked. What it builds is what the Dockerfile builds. The same commit gives the same digests, wherever it is built.
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
	o, err := parse(os.Args[1:], os.Stderr)
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		err = o.run(ctx, os.Stderr)
		stop()
	}
	switch {
	case errors.Is(err, pflag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}
