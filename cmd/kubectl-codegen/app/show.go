// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/page"
)

func (a *app) statusCommand() *cobra.Command {
	return a.showCommand("status NAME", "Show a backend on one page",
		"The active engine, since when and why; the conditions that need attention; engines, models, canaries, routes and the last flips.",
		"  kubectl codegen status hapa",
		func(b *v1alpha1.CodeGenBackend) string { return page.Status(b, time.Now(), a.paint()) })
}

func (a *app) flipsCommand() *cobra.Command {
	return a.showCommand("flips NAME", "Show the flip history of a backend",
		"The last ten changes of the active engine, newest first, each with its reason.",
		"  kubectl codegen flips hapa",
		func(b *v1alpha1.CodeGenBackend) string { return page.Flips(b, time.Now(), a.paint()) })
}

// showCommand returns a command that shows one backend.
func (a *app) showCommand(use, short, long, example string, show func(*v1alpha1.CodeGenBackend) string) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Long: long, Example: example,
		Args: cobra.ExactArgs(1), ValidArgsFunction: a.completeBackends(),
		RunE: withExitCode(func(cmd *cobra.Command, args []string) error {
			_, b, err := a.backend(cmd.Context(), args[0])
			if err == nil {
				a.printf("%s", show(b))
			}
			return err
		}),
	}
}

func (a *app) reportCommand() *cobra.Command {
	var o output
	c := &cobra.Command{
		Use: "report NAME", Short: "Show the requirements of a backend with what the operator measured",
		Long: "The table of requirements, from the status: what is declared, what was measured last, and the verdict.\n" +
			"Exits with 0 if all requirements hold, and with 1 if one does not hold or has not been measured yet.",
		Example: "  kubectl codegen report hapa\n  kubectl codegen report hapa -o markdown --lang ko",
		Args:    cobra.ExactArgs(1), ValidArgsFunction: a.completeBackends(),
		RunE: withExitCode(func(cmd *cobra.Command, args []string) error {
			if err := o.check(); err != nil {
				return err
			}
			_, b, err := a.backend(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return o.print(a, []page.Report{page.NewReport(b, page.SourceCluster)})
		}),
	}
	o.addTo(c)
	return c
}
