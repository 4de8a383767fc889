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

// canaryRunOptions are the options of kubectl codegen canary run.
type canaryRunOptions struct {
	*app
	wait    bool
	timeout time.Duration
}

func (a *app) canaryRunCommand() *cobra.Command {
	r := &canaryRunOptions{app: a}
	c := &cobra.Command{
		Use: "run NAME", Short: "Run all canaries of a backend now",
		Long: "Sets the annotation " + v1alpha1.AnnotationRunCanaries + ", which makes the operator run all canaries. With --wait, waits for the runs\n" +
			"and shows them; exits with 0 if all passed, and with 1 if one did not pass or did not run in time.",
		Example: "  kubectl codegen canary run hapa --wait", Args: cobra.ExactArgs(1), ValidArgsFunction: a.completeBackends(),
		RunE: withExitCode(func(cmd *cobra.Command, args []string) error { return r.run(cmd.Context(), args[0]) }),
	}
	c.Flags().BoolVar(&r.wait, "wait", false, "wait for the runs and show them")
	c.Flags().DurationVar(&r.timeout, "timeout", 2*time.Minute, "how long to wait")
	return c
}

func (r *canaryRunOptions) run(ctx context.Context, name string) error {
	c, before, err := r.backend(ctx, name)
	if err != nil {
		return err
	}
	if len(before.Spec.Canaries) == 0 {
		return fmt.Errorf("%s declares no canaries: add some under spec.canaries", named(before))
	}
	if !sleep(ctx, untilDistinguishable(before, time.Now())) {
		return ctx.Err()
	}
	now := before.DeepCopy()
	stamp := time.Now().UTC().Format(time.RFC3339Nano)
	part := map[string]any{"metadata": map[string]any{"annotations": map[string]string{v1alpha1.AnnotationRunCanaries: stamp}}}
	if err := patch(ctx, c, now, part); err != nil {
		return err
	}
	if !r.wait {
		r.printf(
			"%s: wrote\n%s\nTo see the runs once they have ended: kubectl codegen status %s -n %s\n",
			named(now),
			indented(part),
			now.Name,
			now.Namespace,
		)
		return nil
	}
	r.warnf("waiting for the canaries of %s\n", named(now))
	return r.await(ctx, c, before)
}

// untilDistinguishable returns how long to wait until a new run has a later time than the latest: a status has times in
// full seconds.
func untilDistinguishable(b *v1alpha1.CodeGenBackend, now time.Time) time.Duration {
	var wait time.Duration
	for i := range b.Status.Canaries {
		left := b.Status.Canaries[i].LastRunTime.Add(time.Second).Sub(now)
		wait = max(wait, min(left, time.Second))
	}
	return wait
}

// pollInterval is the time between two reads of the object.
const pollInterval = 500 * time.Millisecond

// await waits until each canary has run again, or cannot run.
func (r *canaryRunOptions) await(ctx context.Context, c client.Client, before *v1alpha1.CodeGenBackend) error {
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
		pending := pendingRuns(before, now)
		if len(pending) == 0 || !sleep(ctx, pollInterval) {
			return r.printRuns(before, now, pending)
		}
	}
}

// printRuns shows the new runs, and says why others are missing.
func (r *canaryRunOptions) printRuns(before, now *v1alpha1.CodeGenBackend, pending []string) error {
	ran, passed := *now, true
	ran.Status.Canaries = nil
	for i := range now.Status.Canaries {
		run := now.Status.Canaries[i]
		if fresh(before, &run) {
			ran.Status.Canaries = append(ran.Status.Canaries, run)
			passed = passed && run.Verdict == v1alpha1.VerdictPass
		}
	}
	r.printf("%s", page.Runs(&ran, time.Now(), r.paint()))
	for _, p := range pending {
		r.warnf("%s has not run within %v: raise --timeout, or check spec.*.limits, which can delay it\n", p, r.timeout)
	}
	stalled := stalledRuns(now)
	for _, s := range stalled {
		r.warnf("%s\n", s)
	}
	return failUnless(passed && len(pending)+len(stalled) == 0)
}
