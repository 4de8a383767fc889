// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/pflag"

	"github.com/codegen-dev/codegen-operator/test/story"
)

func main() {
	o, err := parse(os.Args[1:])
	switch {
	case errors.Is(err, pflag.ErrHelp):
		fmt.Print(usage())
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(exitUsage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := show(story.UntilOrphaned(ctx), o)
	stop()
	os.Exit(code)
}

// show runs the demo, cleans up after it, and returns the exit status.
func show(ctx context.Context, o options) int {
	tell := newNarrator(os.Stdout)
	d, err := newDemo(tell, o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		return exitFailed
	}
	code := d.run(ctx)
	d.close(code)
	if left := remainingChildren(); len(left) > 0 {
		tell.say("demo: these processes are still running: %v", left)
		return exitFailed
	}
	return code
}
