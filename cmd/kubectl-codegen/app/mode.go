// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

func (a *app) pauseCommand() *cobra.Command {
	return &cobra.Command{
		Use: "pause NAME", Short: "Stop the operator from changing anything for a backend",
		Long: "Sets spec.mode: Paused. The engines are still probed and measured, but no traffic is moved, not even away from a failing engine.\n" +
			"Prints what it wrote, and warns if a GitOps tool would revert it.",
		Example: "  kubectl codegen pause hapa", Args: cobra.ExactArgs(1), ValidArgsFunction: a.completeBackends(),
		RunE: withExitCode(func(cmd *cobra.Command, args []string) error { return a.pause(cmd.Context(), args[0]) }),
	}
}

func (a *app) pause(ctx context.Context, name string) error {
	c, b, err := a.backend(ctx, name)
	if err != nil {
		return err
	}
	was := b.Spec.Mode
	if was == v1alpha1.ModePaused {
		a.printf("%s is already paused; nothing was written\n", named(b))
		return nil
	}
	if err := a.setMode(ctx, c, b, v1alpha1.ModePaused); err != nil {
		return err
	}
	back := ""
	if was != v1alpha1.ModeAuto {
		back = " --mode " + string(was)
	}
	a.printf("No traffic is moved, even if an engine fails. To resume: kubectl codegen resume %s -n %s%s\n", b.Name, b.Namespace, back)
	return nil
}

func (a *app) resumeCommand() *cobra.Command {
	var mode string
	c := &cobra.Command{
		Use: "resume NAME", Short: "Let the operator act on a paused backend again",
		Long:    "Sets spec.mode of a paused backend to Auto, or to --mode.",
		Example: "  kubectl codegen resume hapa\n  kubectl codegen resume hapa --mode Observe", Args: cobra.ExactArgs(1), ValidArgsFunction: a.completeBackends(),
		RunE: withExitCode(func(cmd *cobra.Command, args []string) error {
			return a.resume(cmd.Context(), args[0], v1alpha1.Mode(mode))
		}),
	}
	c.Flags().StringVar(&mode, "mode", string(v1alpha1.ModeAuto), "mode to resume in: Auto or Observe")
	cobra.CheckErr(c.RegisterFlagCompletionFunc("mode", fixed(string(v1alpha1.ModeAuto), string(v1alpha1.ModeObserve))))
	return c
}

func (a *app) resume(ctx context.Context, name string, mode v1alpha1.Mode) error {
	if mode != v1alpha1.ModeAuto && mode != v1alpha1.ModeObserve {
		return usageError(fmt.Errorf("--mode %q: must be Auto or Observe", mode))
	}
	c, b, err := a.backend(ctx, name)
	if err != nil {
		return err
	}
	if b.Spec.Mode != v1alpha1.ModePaused {
		a.printf("%s is not paused (mode %s); nothing was written\n", named(b), b.Spec.Mode)
		return nil
	}
	return a.setMode(ctx, c, b, mode)
}

func (a *app) setMode(ctx context.Context, c client.Client, b *v1alpha1.CodeGenBackend, mode v1alpha1.Mode) error {
	was := b.Spec.Mode
	part := patchOf("mode", mode)
	if err := patch(ctx, c, b, part); err != nil {
		return err
	}
	a.printf("%s: wrote\n%s\nIt was %s.\n", named(b), indented(part), was)
	a.warnGitOps(b, "set spec.mode to "+string(mode)+" in Git")
	return nil
}
