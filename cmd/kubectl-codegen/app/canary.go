// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/page"
)

func (a *app) canaryCommand() *cobra.Command {
	c := &cobra.Command{Use: "canary", Short: "Run canaries"}
	c.AddCommand(a.canaryRunCommand())
	return c
}

// asking is kubectl codegen canary run.
type asking struct {
	*app
	wait    bool
	timeout time.Duration
}

func (a *app) canaryRunCommand() *cobra.Command {
	r := &asking{app: a}
	c := &cobra.Command{
		Use: "run NAME", Short: "Have all canaries of a backend run now",
		Long: "Writes the annotation " + v1alpha1.AnnotationRunCanaries + ", upon which the operator runs all canaries. With --wait it waits for the runs and\n" +
			"shows them: it exits with 0 if all passed, and with 1 if one did not, or did not run in time.",
		Example: "  kubectl codegen canary run hapa --wait", Args: cobra.ExactArgs(1), ValidArgsFunction: a.completeBackends(),
		RunE: acting(func(cmd *cobra.Command, args []string) error { return r.run(cmd.Context(), args[0]) }),
	}
	c.Flags().BoolVar(&r.wait, "wait", false, "wait for the runs, and show them")
	c.Flags().DurationVar(&r.timeout, "timeout", 2*time.Minute, "how long to wait")
	return c
}

func (r *asking) run(ctx context.Context, name string) error {
	c, before, err := r.backend(ctx, name)
	if err != nil {
		return err
	}
	if len(before.Spec.Canaries) == 0 {
		return fmt.Errorf("%s declares no canaries: add some under spec.canaries", named(before))
	}
	if !pause(ctx, untilTold(before, time.Now())) {
		return ctx.Err()
	}
	now := before.DeepCopy()
	stamp := time.Now().UTC().Format(time.RFC3339Nano)
	part := map[string]any{"metadata": map[string]any{"annotations": map[string]string{v1alpha1.AnnotationRunCanaries: stamp}}}
	if err := merge(ctx, c, now, part); err != nil {
		return err
	}
	if !r.wait {
		r.say("%s: wrote\n%s\nkubectl codegen status %s -n %s shows the runs once they have ended.\n", named(now), indented(part), now.Name, now.Namespace)
		return nil
	}
	r.warn("waiting for the canaries of %s\n", named(now))
	return r.await(ctx, c, before)
}

// untilTold is how long to wait before a run can be told from the latest: statuses keep times to the second.
func untilTold(b *v1alpha1.CodeGenBackend, now time.Time) time.Duration {
	var wait time.Duration
	for i := range b.Status.Canaries {
		left := b.Status.Canaries[i].LastRunTime.Add(time.Second).Sub(now)
		wait = max(wait, min(left, time.Second))
	}
	return wait
}

// lookEvery is the time between two looks at the object.
const lookEvery = 500 * time.Millisecond

// await waits until each canary has run anew, or cannot run.
func (r *asking) await(ctx context.Context, c client.Client, before *v1alpha1.CodeGenBackend) error {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	now := before
	for {
		latest, err := get(ctx, c, client.ObjectKeyFromObject(before))
		if err != nil && ctx.Err() == nil {
			return err
		}
		if err == nil {
			now = latest
		}
		pending := awaited(before, now)
		if len(pending) == 0 || !pause(ctx, lookEvery) {
			return r.tell(before, now, pending)
		}
	}
}

// tell shows the fresh runs, and why others did not come.
func (r *asking) tell(before, now *v1alpha1.CodeGenBackend, pending []string) error {
	ran, passed := *now, true
	ran.Status.Canaries = nil
	for i := range now.Status.Canaries {
		run := now.Status.Canaries[i]
		if fresh(before, &run) {
			ran.Status.Canaries = append(ran.Status.Canaries, run)
			passed = passed && run.Verdict == v1alpha1.VerdictPass
		}
	}
	r.say("%s", page.Runs(&ran, time.Now(), r.paint()))
	for _, p := range pending {
		r.warn("%s has not run within %v: see --timeout, and spec.*.limits, which may put it off\n", p, r.timeout)
	}
	idle := hindered(now)
	for _, h := range idle {
		r.warn("%s\n", h)
	}
	return unless(passed && len(pending)+len(idle) == 0)
}
