// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/codegen-dev/codegen-operator/internal/version"
)

// World is what the program is started in.
type World struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(name string) string
}

// Process is the world of this process.
func Process() World { return World{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv} }

// Main runs one command line, and returns the exit code.
func Main(ctx context.Context, args []string, w World) int {
	root := newRoot(w) //nolint:contextcheck // commands take the context of their execution
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && err.Error() != "" {
		fmt.Fprintln(w.Err, "error:", err)
	}
	code := codeOf(err)
	if code == BadUsage && cmd != nil {
		fmt.Fprintf(w.Err, "%s --help shows how it is used.\n", cmd.CommandPath())
	}
	return code
}

const long = `kubectl codegen looks after CodeGenBackends: it checks manifests before they are merged, shows what serves and why,
runs canaries, and pins and pauses backends.

Exit codes: 0, all is well, and what was asked for holds; 1, a requirement does not hold, or could not be proven to; 2, the command
line or the manifest is not right; 3, the cluster did not do what was asked of it.`

func newRoot(w World) *cobra.Command {
	flags := genericclioptions.NewConfigFlags(true)
	a := &app{World: w, flags: flags}
	root := &cobra.Command{
		Use: "kubectl-codegen", Short: "Look after CodeGenBackends", Long: long, Version: version.Get().String(),
		Annotations:  map[string]string{cobra.CommandDisplayNameAnnotation: "kubectl codegen"},
		SilenceUsage: true, SilenceErrors: true,
	}
	root.SetIn(w.In)
	root.SetOut(w.Out)
	root.SetErr(w.Err)
	root.AddCommand(a.checkCommand(), a.statusCommand(), a.reportCommand(), a.watchCommand(), a.flipsCommand(), a.dashboardCommand(), a.canaryCommand(),
		a.pinCommand(), a.unpinCommand(), a.pauseCommand(), a.resumeCommand())
	for _, c := range root.Commands() {
		if c.Name() != "check" {
			flags.AddFlags(c.PersistentFlags())
			cobra.CheckErr(c.RegisterFlagCompletionFunc("namespace", a.completeNamespaces))
		}
	}
	return root
}

// app is the program under way.
type app struct {
	World
	flags *genericclioptions.ConfigFlags
}

func (a *app) say(format string, args ...any) { fmt.Fprintf(a.Out, format, args...) }

func (a *app) warn(format string, args ...any) { fmt.Fprintf(a.Err, format, args...) }
