// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/codegen-dev/codegen-operator/hack/e2e/sandbox"
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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := exitCannot
	switch {
	case len(os.Args) == 3 && os.Args[1] == insideMarker:
		code = inside(ctx, os.Args[2])
	case len(os.Args) == 1:
		code = outside(untilOrphaned(ctx))
	default:
		fmt.Fprintln(os.Stderr, "Usage: go run ./hack/e2e\n\nIt takes no arguments. docs/development.md tells what it needs.")
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
	tell := newNarrator(os.Stdout)
	p, err := prepare(ctx, tell)
	if err == nil {
		defer p.discard()
		err = sandbox.Run(ctx, p.Name, insideMarker, p.text())
	}
	var ended *exec.ExitError
	switch {
	case errors.As(err, &ended) && ended.ExitCode() == exitFailed && leftNothing(err):
		tell.say("nothing is left: no process, mount, control group or network device. Logs are in %s", p.keep())
		return exitFailed
	case err != nil:
		tell.say("FAILED: %v; logs are in %s", err, p.keep())
		return exitFailed
	}
	tell.say("nothing is left: no process, mount, control group or network device")
	return exitWell
}

// leftNothing tells whether the end of the program is all that went wrong.
func leftNothing(err error) bool {
	both, ok := err.(interface{ Unwrap() []error }) //nolint:errorlint // it is looked at as it is
	return !ok || len(both.Unwrap()) == 1
}
