// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command codegen-operator keeps code generation flowing: it watches CodeGenBackends, senses their engines, and moves the
// traffic to the one that serves.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/pflag"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
)

func main() {
	options, err := app.Parse(os.Args[1:], os.LookupEnv)
	if errors.Is(err, pflag.ErrHelp) {
		fmt.Print(app.Usage())
		return
	}
	if err == nil {
		err = app.Main(ctrl.SetupSignalHandler(), options)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "codegen-operator:", err)
		os.Exit(1)
	}
}
