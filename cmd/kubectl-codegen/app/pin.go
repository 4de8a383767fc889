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

// pinning is kubectl codegen pin.
type pinning struct {
	*app
	period time.Duration
	reason string
}

func (a *app) pinCommand() *cobra.Command {
	p := &pinning{app: a}
	c := &cobra.Command{
		Use: "pin NAME vllm|legacy --for DURATION --reason TEXT", Short: "Hold the traffic of a backend on one engine for a while",
		Long: "Writes spec.failover.pin: the traffic stays on that engine, healthy or not, until the time has passed; then the pin is ignored.\n" +
			"It says what it wrote, and warns where a GitOps tool would take it back.",
		Example: "  kubectl codegen pin hapa legacy --for 2h --reason \"upgrade of vLLM, OPS-417\"",
		Args:    cobra.ExactArgs(2), ValidArgsFunction: a.completeBackends("vllm\tthe preferred engine", "legacy\tthe engine to fall back to"),
		RunE: acting(func(cmd *cobra.Command, args []string) error {
			return p.run(cmd.Context(), args[0], v1alpha1.EngineName(args[1]))
		}),
	}
	c.Flags().DurationVar(&p.period, "for", 0, "how long the pin holds, such as 90m or 2h")
	c.Flags().StringVar(&p.reason, "reason", "", "why, for those who find it so")
	cobra.CheckErr(errors.Join(c.MarkFlagRequired("for"), c.MarkFlagRequired("reason")))
	return c
}

func (p *pinning) run(ctx context.Context, name string, engine v1alpha1.EngineName) error {
	switch {
	case engine != v1alpha1.EngineVLLM && engine != v1alpha1.EngineLegacy:
		return misused(fmt.Errorf("%q is no engine: pin to vllm or to legacy", engine))
	case p.period < time.Second:
		return misused(fmt.Errorf("--for %v is no time to hold a pin for: give one such as 2h", p.period))
	case p.reason == "":
		return misused(errors.New("--reason is empty: say why, for those who find it so"))
	}
	c, b, err := p.backend(ctx, name)
	if err != nil {
		return err
	}
	part := spec("failover.pin", map[string]any{
		"engine": engine, "until": time.Now().Add(p.period).UTC().Format(time.RFC3339), "reason": p.reason,
	})
	if err := merge(ctx, c, b, part); err != nil {
		return err
	}
	p.say("%s: wrote\n%s\nIt ends by itself, or sooner by: kubectl codegen unpin %s -n %s\n", named(b), indented(part), b.Name, b.Namespace)
	p.warnOfPin(b, engine)
	p.warnOfSteward(b, "commit the same to Git")
	return nil
}

// warnOfPin says what a pin will not do, and what it will.
func (a *app) warnOfPin(b *v1alpha1.CodeGenBackend, engine v1alpha1.EngineName) {
	if b.Spec.Mode != v1alpha1.ModeAuto {
		a.warn("Warning: mode is %s, in which no traffic is moved; the pin waits for mode Auto.\n", b.Spec.Mode)
	}
	for _, e := range b.Status.Engines {
		if e.Name == engine && e.Health != v1alpha1.HealthHealthy {
			a.warn("Warning: %s is %s (%s), and the pin holds the traffic on it all the same.\n", e.Name, e.Health, e.Reason)
		}
	}
}

func (a *app) unpinCommand() *cobra.Command {
	return &cobra.Command{
		Use: "unpin NAME", Short: "End a pin",
		Long:    "Takes spec.failover.pin out: the backend decides by itself again.",
		Example: "  kubectl codegen unpin hapa", Args: cobra.ExactArgs(1), ValidArgsFunction: a.completeBackends(),
		RunE: acting(func(cmd *cobra.Command, args []string) error { return a.unpin(cmd.Context(), args[0]) }),
	}
}

func (a *app) unpin(ctx context.Context, name string) error {
	c, b, err := a.backend(ctx, name)
	if err != nil {
		return err
	}
	pin := b.Spec.Failover.Pin
	if pin == nil {
		a.say("%s is not pinned; nothing was written\n", named(b))
		return nil
	}
	was := fmt.Sprintf("%s until %s: %s", pin.Engine, pin.Until.UTC().Format(time.RFC3339), pin.Reason)
	if err := merge(ctx, c, b, spec("failover.pin", nil)); err != nil {
		return err
	}
	a.say("%s: took out spec.failover.pin, which was %s\n", named(b), was)
	a.warnOfSteward(b, "take spec.failover.pin out in Git")
	return nil
}
