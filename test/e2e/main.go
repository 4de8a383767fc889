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

func main() {
	sandbox.Stage(os.Args[1:])
	// nft and ip are in these directories, which are not on every PATH.
	_ = os.Setenv("PATH", os.Getenv("PATH")+":/usr/sbin:/sbin") // the name is valid
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := exitUnable
	switch {
	case len(os.Args) == 3 && os.Args[1] == sandboxArgument:
		code = runInside(ctx, os.Args[2])
	case len(os.Args) == 1:
		code = runOutside(story.UntilOrphaned(ctx))
	default:
		fmt.Fprintln(os.Stderr, "Usage: go run ./test/e2e\n\nIt takes no arguments. For its requirements see docs/contributing/development.md.")
	}
	stop()
	os.Exit(code)
}

// runOutside prepares what needs the machine, runs the steps in the sandbox, and checks that nothing remains.
func runOutside(ctx context.Context) int {
	if missing := inspect().missing(); len(missing) > 0 {
		fmt.Fprint(os.Stderr, explainMissing(missing))
		return exitUnable
	}
	tell := newNarrator(os.Stdout, time.Now())
	p, err := prepare(ctx, tell)
	if err != nil {
		tell.say("FAILED: %v", err)
		return exitFailed
	}
	defer p.discard()
	code, err := sandbox.Run(ctx, sandboxArgument, p.text())
	switch {
	case err != nil:
		tell.say("FAILED: %v. Logs are in %s", err, p.keep())
		return exitFailed
	case code != exitOK:
		tell.say("cleaned up: no process, mount, control group or network device remains. Logs are in %s", p.keep())
		return exitFailed
	}
	tell.say("cleaned up: no process, mount, control group or network device remains")
	return exitOK
}
