// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/codegen-dev/codegen-operator/internal/version"
)

// Main runs one command line and returns the exit code.
func Main(ctx context.Context, args []string, env Environment) int {
	root := newRoot(env) //nolint:contextcheck // commands take the context of their execution
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && err.Error() != "" {
		fmt.Fprintln(env.Err, "error:", err)
	}
	code := codeOf(err)
	if code == ExitUsage && cmd != nil {
		fmt.Fprintf(env.Err, "See %s --help for usage.\n", cmd.CommandPath())
	}
	return code
}

const long = `kubectl codegen works with CodeGenBackends: it checks manifests before they are merged, shows which engine serves and why,
runs canaries, and pins and pauses backends.

Exit codes:
  0  success, and every requirement holds
  1  a requirement does not hold or could not be measured
  2  the command line or the manifest is invalid
  3  the cluster cannot be reached or refused the request`

func newRoot(env Environment) *cobra.Command {
	flags := genericclioptions.NewConfigFlags(true)
	a := &app{Environment: env, flags: flags}
	root := &cobra.Command{
		Use: "kubectl-codegen", Short: "Check, show and operate CodeGenBackends", Long: long, Version: version.Get().String(),
		Annotations:  map[string]string{cobra.CommandDisplayNameAnnotation: "kubectl codegen"},
		SilenceUsage: true, SilenceErrors: true,
	}
	root.SetIn(env.In)
	root.SetOut(env.Out)
	root.SetErr(env.Err)
	root.AddCommand(
		a.checkCommand(),
		a.statusCommand(),
		a.reportCommand(),
		a.watchCommand(),
		a.flipsCommand(),
		a.dashboardCommand(),
		a.canaryCommand(),
		a.pinCommand(),
		a.unpinCommand(),
		a.pauseCommand(),
		a.resumeCommand(),
	)
	for _, c := range root.Commands() {
		if c.Name() != "check" {
			flags.AddFlags(c.PersistentFlags())
			cobra.CheckErr(c.RegisterFlagCompletionFunc("namespace", a.completeNamespaces))
		}
	}
	return root
}
