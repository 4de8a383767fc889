// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command kubectl-codegen is the kubectl plugin: it checks manifests before they are merged, shows backends, and pins and pauses them.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/codegen-dev/codegen-operator/cmd/kubectl-codegen/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := app.Main(ctx, os.Args[1:], app.OSEnvironment())
	stop()
	os.Exit(code)
}
