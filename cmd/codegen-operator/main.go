// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command codegen-operator keeps code generation flowing: it watches CodeGenBackends, probes their engines, and routes
// traffic to the one that serves.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/pflag"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/internal/settings"
	"github.com/codegen-dev/codegen-operator/internal/version"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "codegen-operator:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) > 0 && args[0] == "ask" {
		return app.Ask(ctrl.SetupSignalHandler(), os.Stdout, args[1:]...)
	}
	options, err := app.Parse(args, os.LookupEnv)
	switch {
	case errors.Is(err, pflag.ErrHelp):
		fmt.Print(app.Usage())
		return nil
	case errors.Is(err, settings.ErrVersion):
		fmt.Println("codegen-operator", version.Get())
		return nil
	case err != nil:
		return err
	}
	return app.Main(ctrl.SetupSignalHandler(), options)
}
