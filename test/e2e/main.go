// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/codegen-dev/codegen-operator/test/e2e/sandbox"
	"github.com/codegen-dev/codegen-operator/test/story"
)

// What the shell is told.
const (
	exitWell     = 0
	exitFailed   = 1
	exitCannot   = 2
	insideMarker = "inside"
)

func main() {
	sandbox.Stage(os.Args[1:])
	// nft and ip lie there, and not everybody's PATH leads to them.
	_ = os.Setenv("PATH", os.Getenv("PATH")+":/usr/sbin:/sbin") // the name is a good one
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := exitCannot
	switch {
	case len(os.Args) == 3 && os.Args[1] == insideMarker:
		code = inside(ctx, os.Args[2])
	case len(os.Args) == 1:
		code = outside(story.UntilOrphaned(ctx))
	default:
		fmt.Fprintln(os.Stderr, "Usage: go run ./test/e2e\n\nIt takes no arguments. docs/contributing/development.md tells what it needs.")
	}
	stop()
	os.Exit(code)
}

// outside prepares all that needs the machine, has the story told in the sandbox, and looks at what is left of it.
func outside(ctx context.Context) int {
	if missing := learn().missing(); len(missing) > 0 {
		fmt.Fprint(os.Stderr, cannot(missing))
		return exitCannot
	}
	tell := newNarrator(os.Stdout, time.Now())
	p, err := prepare(ctx, tell)
	if err != nil {
		tell.say("FAILED: %v", err)
		return exitFailed
	}
	defer p.discard()
	code, err := sandbox.Run(ctx, insideMarker, p.text())
	switch {
	case err != nil:
		tell.say("FAILED: %v. Logs are in %s", err, p.keep())
		return exitFailed
	case code != exitWell:
		tell.say("nothing is left: no process, mount, control group or network device. Logs are in %s", p.keep())
		return exitFailed
	}
	tell.say("nothing is left: no process, mount, control group or network device")
	return exitWell
}
