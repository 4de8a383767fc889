// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command codegen-gateway is the streaming gateway: it follows one CodeGenBackend, shapes every answer into the declared range of chunks,
// and fails over to the other engine when one fails.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/go-logr/logr"
	"github.com/spf13/pflag"
	"k8s.io/klog/v2"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-gateway/app"
	"github.com/codegen-dev/codegen-operator/internal/settings"
	"github.com/codegen-dev/codegen-operator/internal/version"
)

func main() {
	options, err := app.Parse(os.Args[1:], os.LookupEnv)
	switch {
	case errors.Is(err, pflag.ErrHelp):
		fmt.Print(app.Usage())
		return
	case errors.Is(err, settings.ErrVersion):
		fmt.Println("codegen-gateway", version.Get())
		return
	}
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		context.AfterFunc(ctx, stop) // a second signal ends the program at once
		err = app.Main(ctx, options, logger(options))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "codegen-gateway:", err)
		os.Exit(1)
	}
}

// logger is the logger of the program, and of the Kubernetes client, which has one for the whole process.
func logger(o app.Options) *slog.Logger {
	log := app.Logger(o, os.Stderr)
	klog.SetLogger(logr.FromSlogHandler(log.Handler()))
	return log
}
