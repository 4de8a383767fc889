// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command screenshots takes the pictures of the live page: a real control plane, operator and page, simulated engines
// that meet trouble, and a headless Chromium that looks.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/spf13/pflag"
)

func main() {
	to := pflag.String("to", "docs/images", "directory that the pictures are written to")
	pflag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *to)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, to string) (err error) {
	s := &stage{}
	defer s.close()
	if err := s.raise(ctx); err != nil {
		return err
	}
	if err := s.run(ctx); err != nil {
		return err
	}
	return s.picture(ctx, to)
}
