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
		Use: "pause NAME", Short: "Have the operator change nothing for a backend",
		Long: "Writes spec.mode: Paused. The engines are still watched and measured, and no traffic is moved, not even away from an engine that fails.\n" +
			"It says what it wrote, and warns where a GitOps tool would take it back.",
		Example: "  kubectl codegen pause hapa", Args: cobra.ExactArgs(1), ValidArgsFunction: a.completeBackends(),
		RunE: acting(func(cmd *cobra.Command, args []string) error { return a.pause(cmd.Context(), args[0]) }),
	}
}

func (a *app) pause(ctx context.Context, name string) error {
	c, b, err := a.backend(ctx, name)
	if err != nil {
		return err
	}
	was := b.Spec.Mode
	if was == v1alpha1.ModePaused {
		a.say("%s is paused already; nothing was written\n", named(b))
		return nil
	}
	if err := a.setMode(ctx, c, b, v1alpha1.ModePaused); err != nil {
		return err
	}
	back := ""
	if was != v1alpha1.ModeAuto {
		back = " --mode " + string(was)
	}
	a.say("No traffic is moved, whatever happens to the engines, until: kubectl codegen resume %s -n %s%s\n", b.Name, b.Namespace, back)
	return nil
}

func (a *app) resumeCommand() *cobra.Command {
	var mode string
	c := &cobra.Command{
		Use: "resume NAME", Short: "Let the operator act again",
		Long:    "Writes spec.mode: Auto, or the mode that is given, to a backend that is paused.",
		Example: "  kubectl codegen resume hapa\n  kubectl codegen resume hapa --mode Observe", Args: cobra.ExactArgs(1), ValidArgsFunction: a.completeBackends(),
		RunE: acting(func(cmd *cobra.Command, args []string) error {
			return a.resume(cmd.Context(), args[0], v1alpha1.Mode(mode))
		}),
	}
	c.Flags().StringVar(&mode, "mode", string(v1alpha1.ModeAuto), "mode to go on in: Auto or Observe")
	cobra.CheckErr(c.RegisterFlagCompletionFunc("mode", fixed(string(v1alpha1.ModeAuto), string(v1alpha1.ModeObserve))))
	return c
}

func (a *app) resume(ctx context.Context, name string, mode v1alpha1.Mode) error {
	if mode != v1alpha1.ModeAuto && mode != v1alpha1.ModeObserve {
		return misused(fmt.Errorf("--mode %q is neither Auto nor Observe", mode))
	}
	c, b, err := a.backend(ctx, name)
	if err != nil {
		return err
	}
	if b.Spec.Mode != v1alpha1.ModePaused {
		a.say("%s is not paused but in mode %s; nothing was written\n", named(b), b.Spec.Mode)
		return nil
	}
	return a.setMode(ctx, c, b, mode)
}

func (a *app) setMode(ctx context.Context, c client.Client, b *v1alpha1.CodeGenBackend, mode v1alpha1.Mode) error {
	was := b.Spec.Mode
	part := spec("mode", mode)
	if err := merge(ctx, c, b, part); err != nil {
		return err
	}
	a.say("%s: wrote\n%s\nIt was %s.\n", named(b), indented(part), was)
	a.warnOfSteward(b, "set spec.mode to "+string(mode)+" in Git")
	return nil
}
