// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// pinOptions are the options of kubectl codegen pin.
type pinOptions struct {
	*app
	period time.Duration
	reason string
}

func (a *app) pinCommand() *cobra.Command {
	p := &pinOptions{app: a}
	c := &cobra.Command{
		Use: "pin NAME vllm|legacy --for DURATION --reason TEXT", Short: "Pin the traffic of a backend to one engine for a while",
		Long: "Sets spec.failover.pin: the traffic stays on that engine, healthy or not, until the pin expires.\n" +
			"Prints what it wrote, and warns if a GitOps tool would revert it.",
		Example: "  kubectl codegen pin hapa legacy --for 2h --reason \"upgrade of vLLM, OPS-417\"",
		Args:    cobra.ExactArgs(2), ValidArgsFunction: a.completeBackends("vllm\tthe preferred engine", "legacy\tthe engine to fall back to"),
		RunE: withExitCode(func(cmd *cobra.Command, args []string) error {
			return p.run(cmd.Context(), args[0], v1alpha1.EngineName(args[1]))
		}),
	}
	c.Flags().DurationVar(&p.period, "for", 0, "duration of the pin, such as 90m or 2h")
	c.Flags().StringVar(&p.reason, "reason", "", "reason, for other people who see the pin")
	cobra.CheckErr(errors.Join(c.MarkFlagRequired("for"), c.MarkFlagRequired("reason")))
	return c
}

func (p *pinOptions) run(ctx context.Context, name string, engine v1alpha1.EngineName) error {
	switch {
	case engine != v1alpha1.EngineVLLM && engine != v1alpha1.EngineLegacy:
		return usageError(fmt.Errorf("%q is not an engine: must be vllm or legacy", engine))
	case p.period < time.Second:
		return usageError(fmt.Errorf("--for %v is too short: set a duration such as 2h", p.period))
	case p.reason == "":
		return usageError(errors.New("--reason must not be empty"))
	}
	c, b, err := p.backend(ctx, name)
	if err != nil {
		return err
	}
	part := patchOf("failover.pin", map[string]any{
		"engine": engine, "until": time.Now().Add(p.period).UTC().Format(time.RFC3339), "reason": p.reason,
	})
	if err := patch(ctx, c, b, part); err != nil {
		return err
	}
	p.printf(
		"%s: wrote\n%s\nThe pin expires by itself. To end it earlier: kubectl codegen unpin %s -n %s\n",
		named(b),
		indented(part),
		b.Name,
		b.Namespace,
	)
	p.warnPin(b, engine)
	p.warnGitOps(b, "commit it to Git")
	return nil
}

// warnPin warns if the pin has no effect now, or if it holds the traffic on an engine that is not healthy.
func (a *app) warnPin(b *v1alpha1.CodeGenBackend, engine v1alpha1.EngineName) {
	if b.Spec.Mode != v1alpha1.ModeAuto {
		a.warnf("Warning: the mode is %s, so no traffic is moved; the pin takes effect in mode Auto.\n", b.Spec.Mode)
	}
	for _, e := range b.Status.Engines {
		if e.Name == engine && e.Health != v1alpha1.HealthHealthy {
			a.warnf("Warning: %s is %s (%s), and the pin holds the traffic on it anyway.\n", e.Name, e.Health, e.Reason)
		}
	}
}

func (a *app) unpinCommand() *cobra.Command {
	return &cobra.Command{
		Use: "unpin NAME", Short: "End a pin",
		Long:    "Removes spec.failover.pin, so that the operator selects the engine again.",
		Example: "  kubectl codegen unpin hapa", Args: cobra.ExactArgs(1), ValidArgsFunction: a.completeBackends(),
		RunE: withExitCode(func(cmd *cobra.Command, args []string) error { return a.unpin(cmd.Context(), args[0]) }),
	}
}

func (a *app) unpin(ctx context.Context, name string) error {
	c, b, err := a.backend(ctx, name)
	if err != nil {
		return err
	}
	pin := b.Spec.Failover.Pin
	if pin == nil {
		a.printf("%s is not pinned; nothing was written\n", named(b))
		return nil
	}
	was := fmt.Sprintf("%s until %s: %s", pin.Engine, pin.Until.UTC().Format(time.RFC3339), pin.Reason)
	if err := patch(ctx, c, b, patchOf("failover.pin", nil)); err != nil {
		return err
	}
	a.printf("%s: removed spec.failover.pin, which was %s\n", named(b), was)
	a.warnGitOps(b, "remove spec.failover.pin in Git")
	return nil
}
